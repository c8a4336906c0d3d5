/** Khronos PBR Neutral tone mapping, then sRGB: https://github.com/KhronosGroup/ToneMapping */
const display = /* glsl */ `
vec3 toneMap(vec3 c){
  float x=min(c.r,min(c.g,c.b)); float o=x<.08?x-6.25*x*x:.04; c-=o;
  float p=max(c.r,max(c.g,c.b)); float s=.76; if(p<s) return c;
  float d=1.-s; float np=1.-d*d/(p+d-s); c*=np/p; float g=1.-1./(.15*(p-np)+1.); return mix(c,vec3(np),g);
}
// sRGB by roots: powers cost several times more on a processor. Within half a level of the exact curve.
vec3 toDisplay(vec3 c){ c=max(toneMap(c),0.); vec3 a=sqrt(c), b=sqrt(a), d=sqrt(b); return max(.662002687*a+.68412206*b-.323583601*d-.022541147*c,0.); }
`;

/** GLSL shared by every material: lights, shadows, tone mapping. */
const common = /* glsl */ `
precision highp float;
precision highp sampler2DShadow;
uniform vec3 keyDirection, keyColor, fillDirection, fillColor, rimDirection, rimColor, skyColor, groundColor;
uniform vec3 eyePosition;
uniform mat4 keyMatrix, skyMatrix;
uniform sampler2DShadow keyShadow, skyShadow;
uniform float keyTexel, skyTexel; uniform sampler2D noiseMap;
in vec3 vWorld; in vec3 vNormal; in vec2 vUv; in float vSky;
out vec4 outColor;

// Tiling noise, coarse to fine in r, g, b, a: 8, 32, 64 and 128 cells a tile. Fetches cost far less than sums.
vec4 grain(vec2 p){ return texture(noiseMap,p); }

float keyLit(vec3 n){
  vec4 c=keyMatrix*vec4(vWorld+n*.03,1.); vec3 q=c.xyz/c.w*.5+.5; q.z-=.0006; vec2 t=vec2(keyTexel);
  return (texture(keyShadow,vec3(q.xy+t*vec2(1.2,.5),q.z))+texture(keyShadow,vec3(q.xy+t*vec2(-.5,1.2),q.z))
    +texture(keyShadow,vec3(q.xy+t*vec2(-.9,-1.1),q.z)))/3.;
}
float skyLit(vec3 n){ return vSky; }

${display}
vec3 toLinear(vec3 c){ return c*(c*(c*.305306011+.682171111)+.012522878); }
// A highlight's falloff. Held above tiny numbers: on a processor those cost a hundred times more than others.
float peak(float x, float n){ return exp2(max(n*log2(max(x,.001)),-16.)); }
// The same for exponents of 16, 64 and 128 at once.
vec3 peaks(float x){ float a=max(x,.6); a*=a; a*=a; a*=a; a*=a; float b=a*a; b*=b; return vec3(a,b,b*b); }
vec3 ambient(vec3 n){ return mix(groundColor,skyColor,n.y*.5+.5); }
vec3 bumped(vec3 n, float h, float strength){
  vec3 sx=dFdx(vWorld), sy=dFdy(vWorld); vec3 r1=cross(sy,n), r2=cross(n,sx); float det=dot(sx,r1);
  vec3 g=sign(det)*(dFdx(h)*r1+dFdy(h)*r2); return normalize(abs(det)*n-g*strength);
}
`;

/** Soft light from above changes slowly: it is worked out at the vertices. */
const vertexLight = /* glsl */ `
precision highp sampler2DShadow;
uniform mat4 keyMatrix, skyMatrix; uniform sampler2DShadow keyShadow, skyShadow; uniform float keyTexel, skyTexel;
out float vSky;
float visible(sampler2DShadow map, mat4 matrix, vec3 p, float spread, int taps){
  vec4 c=matrix*vec4(p,1.); vec3 q=c.xyz/c.w*.5+.5; if(q.x<0.||q.x>1.||q.y<0.||q.y>1.) return 1.;
  float s=0.; for(int i=0;i<taps;i++){ float a=float(i)*2.39996; float r=sqrt((float(i)+.5)/float(taps)); s+=textureLod(map,vec3(q.xy+vec2(cos(a),sin(a))*r*spread,q.z-.0006),0.); }
  return s/float(taps);
}
`;

export const surfaceVertex = /* glsl */ `
precision highp float;
#ifndef DEPTH
${vertexLight}
#endif
invariant gl_Position;
in vec3 position, normal; in vec2 uv;
#ifdef REST
in vec3 rest; out vec3 vRest;
#endif
#ifdef MASKS
in vec4 maskA, maskB; out vec4 vMaskA, vMaskB;
#endif
uniform mat4 viewProjection;
out vec3 vWorld, vNormal; out vec2 vUv;
void main(){
  vWorld=position; vNormal=normal; vUv=uv;
  #ifndef DEPTH
  vSky=mix(.34,1.,visible(skyShadow,skyMatrix,position+normal*.06,skyTexel*11.,7));
  #endif
  #ifdef REST
  vRest=rest;
  #endif
  #ifdef MASKS
  vMaskA=maskA; vMaskB=maskB;
  #endif
  gl_Position=viewProjection*vec4(position,1.);
}`;

/** Ribbons that face the camera, one per lock of hair. */
export const hairVertex = /* glsl */ `
precision highp float;
#ifndef DEPTH
${vertexLight}
uniform vec3 keyDirection, keyColor, fillDirection, fillColor, rimDirection, rimColor, skyColor, groundColor;
uniform vec3 color; uniform float gloss, rough;
out vec3 vDiffuse, vShine;
float across(vec3 t, vec3 d){ float c=dot(t,d); return sqrt(max(1e-4,1.-c*c)); }
float peak(float x, float n){ return exp2(max(n*log2(max(x,.001)),-16.)); }
#endif
in vec3 position, tangent, normal; in vec4 strand;
uniform mat4 viewProjection; uniform vec3 eyePosition; uniform vec3 ribbonView; uniform float widen;
out vec2 vUv; out vec4 vStrand;
void main(){
  vec3 view=dot(ribbonView,ribbonView)>0.?ribbonView:normalize(eyePosition-position);
  vec3 side=normalize(cross(tangent,view)+vec3(1e-5));
  vec3 p=position+side*strand.x*strand.y*widen;
  vUv=vec2(strand.x,strand.z); vStrand=strand;
  #ifndef DEPTH
  // Light on a strand (Kajiya and Kay 1989), worked out at the vertices: there are far fewer of them than pixels.
  vec3 t=normalize(tangent), g=normalize(normal), v=normalize(eyePosition-position);
  vec3 n=normalize(g*.6+v*.35+side*strand.x*.3); float id=strand.w;
  float sky=mix(.4,1.,visible(skyShadow,skyMatrix,position+g*.05,skyTexel*8.,3)), key=visible(keyShadow,keyMatrix,position+g*.05,keyTexel*3.5,3);
  float wrap=clamp((dot(g,keyDirection)+.45)/1.45,0.,1.);
  vDiffuse=keyColor*mix(across(t,keyDirection),1.,.4)*wrap*key+fillColor*clamp((dot(g,fillDirection)+.5)/1.5,0.,1.)*.8
    +rimColor*clamp(dot(g,rimDirection)*.7+.3,0.,1.)*.7+mix(groundColor,skyColor,n.y*.5+.5)*sky*1.05;
  float shift=(fract(id*7.3)-.5)*.26;
  vec3 t1=normalize(t+n*(shift-.06)), t2=normalize(t+n*(shift+.14));
  vec3 hk=normalize(keyDirection+v), hr=normalize(rimDirection+v), hf=normalize(fillDirection+v);
  float facing=smoothstep(-.15,.35,dot(g,keyDirection))*key;
  vShine=keyColor*facing*(peak(across(t1,hk),mix(90.,36.,rough))*.34*mix(vec3(1.),color*2.2+.25,.55)+color*peak(across(t2,hk),mix(26.,12.,rough))*.55);
  vShine+=fillColor*peak(across(t1,hf),50.)*.14*sky*(color*1.5+.3)+rimColor*peak(across(t2,hr),14.)*.3*(color*1.6+.12)*smoothstep(-.2,.5,dot(g,rimDirection));
  vShine*=gloss;
  #endif
  gl_Position=viewProjection*vec4(p,1.);
}`;

export const depthFragment = /* glsl */ `precision highp float; out vec4 outColor; void main(){ outColor=vec4(1.); }`;

export const skinFragment = /* glsl */ `${common}
in vec4 vMaskA, vMaskB;
uniform sampler2D youngMap, oldMap; uniform float ageMix, darkness, freckles, blush, lipStrength, lidStrength, beard, scalp, wrinkles;
uniform vec3 tone, toneDeep, lipColor, lidColor, beardColor, hairColor, mapMean;
void main(){
  vec3 n=normalize(vNormal), v=normalize(eyePosition-vWorld);
  vec3 map=toLinear(texture(youngMap,vUv).rgb); if(ageMix>.01) map=mix(map,toLinear(texture(oldMap,vUv).rgb),ageMix);
  vec3 detail=map/mapMean;
  float lum=dot(detail,vec3(.35,.5,.15));
  detail=mix(vec3(lum),detail,.55);
  vec3 base=tone*mix(detail,sqrt(max(detail,vec3(.0004))),.4+.5*darkness);
  vec4 coarse=grain(vUv*5.), fine=grain(vUv*11.+.37);
  base*=1.+(coarse.r*.6+coarse.g*.4-.5)*.14;
  base=mix(base,base*vec3(1.06,.93,.9),smoothstep(.4,.75,grain(vUv*1.7).r)*.16);
  // Deeper colour where skin folds and thins.
  base=mix(base,toneDeep,clamp((1.-lum)*.5,0.,.5)*(.35+wrinkles*.65));
  base=mix(base,base*mix(vec3(1.12,.66,.62),vec3(1.1,.72,.66),darkness),vMaskA.y*blush);
  float f=0.;
  if(freckles>.01){ float a=grain(vUv*9.3+.1).g,b=grain(vUv*6.1+.6).b; f=smoothstep(.7,.82,a)*.6+smoothstep(.66,.8,b)*.8; f*=clamp(vMaskB.y*1.3,0.,1.)*freckles; }
  base*=1.-f*vec3(.16,.27,.33);
  base=mix(base,base*.35+lidColor*.55,vMaskA.z*lidStrength*.55);
  base=mix(base,base*vec3(.35,.3,.3),vMaskB.z*(.25+lidStrength*.6));
  float lips=smoothstep(.2,.62,vMaskA.x);
  float skinLight=clamp(dot(tone,vec3(.3,.55,.15))*2.2,.0,1.); vec3 lip=mix(base*mix(vec3(1.12,.74,.72),vec3(.98,.7,.68),skinLight),lipColor*(.5+.5*lum)*mix(.45,1.,skinLight),lipStrength*mix(.75,1.,skinLight));
  base=mix(base,lip,lips*.9);
  float stubble=vMaskB.x*beard;
  if(stubble>.01){ vec4 st=grain(vUv*vec2(31.,24.)+.2); float s=st.b*.4+st.a*.6; base=mix(base,beardColor,clamp(stubble*(.5+.75*smoothstep(.4,.62,s)),0.,.92)); }
  float cap=vMaskA.w*scalp; base=mix(base,hairColor*(.5+.5*fine.b),cap);
  float pores=fine.b*.6+fine.g*.4;
  float near=smoothstep(.016,.004,length(fwidth(vWorld)));
  vec3 bn=bumped(n,pores,(.0032*(1.-lips)+.004*cap)*near);
  
  float kl=keyLit(n), sl=skyLit(n);
  vec3 wrap=mix(vec3(.42,.2,.13),vec3(.26,.16,.12),darkness);
  vec3 kd=clamp((vec3(dot(n,keyDirection))+wrap)/(1.+wrap),0.,1.); kd*=mix(vec3(kl),vec3(1.),vec3(.10,.02,.0)*(1.-darkness));
  vec3 fd=clamp((vec3(dot(n,fillDirection))+wrap)/(1.+wrap),0.,1.);
  vec3 rd=clamp((vec3(dot(n,rimDirection))+wrap*.5)/(1.+wrap*.5),0.,1.);
  float fres=1.-clamp(dot(bn,v),0.,1.); fres*=fres; fres*=fres;
  vec3 color=base*(keyColor*kd+fillColor*fd*mix(.6,1.,sl)+rimColor*rd*.7+ambient(n)*sl);
  float gloss=mix(1.,1.5,darkness)*(1.-.75*cap)*(1.-.6*stubble);
  vec3 hk=normalize(keyDirection+v), hf=normalize(fillDirection+v), hr=normalize(rimDirection+v);
  float wet=lips*(.4+lipStrength*.5);
  float sk=dot(peaks(dot(bn,hk)),vec3(.13,.14,.5*wet));
  float sf=dot(peaks(dot(bn,hf)),vec3(.1,0.,.3*wet));
  float sr=peaks(dot(bn,hr)).x*.2;
  color+=gloss*(keyColor*sk*kl*step(0.,dot(n,keyDirection))+fillColor*sf*sl+rimColor*sr*(.3+fres*2.));
  color+=gloss*ambient(reflect(-v,bn))*sl*(.022+fres*.32);
  outColor=vec4(toDisplay(color),1.);
}`;

export const eyeFragment = /* glsl */ `${common}
uniform vec3 center, axisX, axisY, axisZ, irisColor, cameraUp, cameraRight; uniform float openness;
void main(){
  vec3 n=normalize(vNormal), v=normalize(eyePosition-vWorld);
  vec3 o=normalize(vWorld-center); vec3 d=vec3(dot(o,axisX),dot(o,axisY),dot(o,axisZ));
  // The iris lies below a clear cornea: seen from the side it shifts towards the viewer.
  vec3 vl=vec3(dot(v,axisX),dot(v,axisY),dot(v,axisZ));
  vec2 e=d.xy-vl.xy*.05; float r=length(e); float a=atan(e.y,e.x);
  float iris=.52; float t=r/iris;
  vec4 fb=grain(vec2(a*.24,r*.25)); float fibre=fb.g*.6+fb.b*.5;
  vec3 ic=irisColor*(.55+.85*fibre)*mix(1.25,.75,smoothstep(.3,1.,t));
  ic=mix(ic,irisColor*vec3(1.5,1.25,.8),smoothstep(.62,.4,t)*.4);
  ic*=mix(1.,.28,smoothstep(.8,1.02,t));
  ic*=mix(1.35,.62,smoothstep(-.4,.35,e.y));
  ic=mix(vec3(.006),ic,smoothstep(.36,.43,t));
  vec3 sclera=mix(vec3(.78,.76,.74),vec3(.72,.5,.45),smoothstep(.55,1.05,abs(d.x))*.5);
  vec3 base=mix(ic,sclera,smoothstep(.97,1.06,t));
  // The upper lid and lashes shade the ball.
  float shade=mix(1.,.3,smoothstep(.06,.5,d.y))*mix(1.,.72,smoothstep(.5,.95,abs(d.x)))*mix(1.,.82,smoothstep(.2,.6,-d.y));
  float kl=keyLit(n), sl=skyLit(n);
  float kd=clamp((dot(n,keyDirection)+.35)/1.35,0.,1.)*mix(.35,1.,kl);
  vec3 color=base*shade*(keyColor*kd*.8+fillColor*clamp(dot(n,fillDirection)*.7+.3,0.,1.)*.8+ambient(n)*.9);
  vec3 h1=normalize(v+normalize(cameraUp*.62+cameraRight*-.42+v*.9)); float c1=smoothstep(.9895,.9935,dot(n,h1));
  vec3 h2=normalize(v+normalize(cameraUp*-.4+cameraRight*.42+v*.9)); float c2=smoothstep(.986,.997,dot(n,h2));
  float lidCover=smoothstep(.62,.3,d.y);
  vec3 glow=max(keyColor,fillColor); glow/=max(max(glow.r,max(glow.g,glow.b)),.001);
  color+=glow*(c1*1.15+c2*.14)*lidCover;
  color+=ambient(reflect(-v,n))*.05*shade;
  outColor=vec4(toDisplay(color),1.);
}`;

export const cardFragment = /* glsl */ `${common}
uniform sampler2D map; uniform vec3 color; uniform float strength;
void main(){
  vec4 m=texture(map,vUv); vec3 n=normalize(vNormal);
  float a=clamp(m.a*strength,0.,1.); if(a<.03) discard;
  vec3 c=color*(.6+.5*grain(vUv*3.).b);
  c*=keyColor*(.35+.5*max(dot(n,keyDirection),0.)*keyLit(n))+fillColor*.3+ambient(n);
  outColor=vec4(toDisplay(c)*a,a);
}`;

export const solidFragment = /* glsl */ `${common}
uniform vec3 color; uniform float gloss, alpha, depthShade, inner; uniform sampler2D map; uniform float mapped;
void main(){
  vec3 n=normalize(vNormal), v=normalize(eyePosition-vWorld); if(dot(n,v)<0.) n=-n;
  vec3 base=color; if(mapped>.5){ vec3 m=toLinear(texture(map,vUv).rgb); float gum=smoothstep(.08,.25,m.r-m.g); base*=mix(mix(vec3(1.),m*1.35,.4),m*vec3(1.05,.8,.8),gum); }
  // Inside a mouth light comes back from all sides.
  float kl=mix(keyLit(n),1.,inner*.7), sl=mix(skyLit(n),1.,inner);
  base*=1.-depthShade*(1.-sl*.8);
  vec3 c=base*(keyColor*clamp(dot(n,keyDirection)*.8+.2,0.,1.)*kl+fillColor*clamp(dot(n,fillDirection)*.7+.3,0.,1.)+rimColor*max(dot(n,rimDirection),0.)*.6+ambient(n)*sl);
  float s=peak(max(dot(n,normalize(keyDirection+v)),0.),70.)*kl+peak(max(dot(n,normalize(fillDirection+v)),0.),50.)*.5;
  float fres=peak(1.-max(dot(n,v),0.),4.);
  c+=gloss*(keyColor*s+ambient(reflect(-v,n))*(.05+.5*fres));
  outColor=vec4(toDisplay(c)*alpha,alpha);
}`;

export const hairFragment = /* glsl */ `
precision highp float;
uniform sampler2D noiseMap; uniform vec3 color, tipColor; uniform float grey;
in vec3 vDiffuse, vShine; in vec2 vUv; in vec4 vStrand; out vec4 outColor;
${display}
void main(){
  // A ribbon stands for a lock: streaks stand for single hairs.
  float id=vStrand.w; vec4 g4=texture(noiseMap,vec2(vUv.x*.07+id*7.3,vUv.y*.05+id*3.1)); float streak=smoothstep(.3,.7,g4.g); float fine=smoothstep(.3,.7,g4.b);
  vec3 base=mix(color,tipColor,smoothstep(.25,1.,vUv.y)*.7);
  base*=.5+.42*streak+.24*fine; base*=.82+.36*fract(id*13.7);
  float isGrey=step(fract(id*3.77),grey); base=mix(base,vec3(.4,.4,.41)*(.6+.5*streak),isGrey*mix(.18,.94,grey));
  base*=mix(.55,1.,smoothstep(0.,.14,vUv.y))*mix(1.,.62,smoothstep(.5,1.,abs(vUv.x)));
  outColor=vec4(toDisplay(base*vDiffuse+vShine*(.55+.9*streak)),1.);
}`;

/** Fabrics by number: 0 plain, 1 knit, 2 rib, 3 linen, 4 stripes, 5 denim, 6 wool, 7 sport, 8 print. */
export const clothFragment = /* glsl */ `${common}
in vec3 vRest;
uniform vec3 color, accent; uniform float fabric, fuzz, scale;
float knit(vec2 p){ vec2 q=p*vec2(13.,15.); float row=q.y; float c=fract(q.x)-.5; float slope=abs(c)*1.5; float k=fract(row+slope);
  float loop=sin(3.14159*k); return loop*smoothstep(.5,.32,abs(c))*smoothstep(.0,.1,abs(c)+.04); }
float rib(vec2 p){ float r=sin(p.x*6.2832*9.); return smoothstep(-.9,.9,r)*.9+.1*sin(p.y*70.); }
void main(){
  vec3 n=normalize(vNormal), v=normalize(eyePosition-vWorld); bool back=dot(n,v)<0.; if(back) n=-n;
  vec2 p=vUv*scale; float h=.5; vec3 base=color; float gain=.012; float shine=.04; float spread=8.;
  float kind=floor(fabric+.5);
  if(kind==1.){ h=knit(p*.62); gain=.035; base*=.68+.42*h; }
  else if(kind==2.){ h=rib(p); gain=.02; base*=.76+.28*h; }
  else if(kind==3.){ h=grain(p*vec2(1.,.14)).b*.5+grain(p*vec2(.14,1.)+.4).b*.5; gain=.008; base*=.84+.3*h; }
  else if(kind==4.){ float s=step(.55,fract(p.y*1.35)); base=mix(color,accent,s); h=grain(p*.8).b; gain=.004; base*=.92+.12*h; }
  else if(kind==5.){ float w=sin((p.x+p.y)*190.)*.5+.5; h=grain(p*vec2(.7,.4)).b; base*=.72+.2*w+.3*h; gain=.004; }
  else if(kind==6.){ vec4 w=grain(p*.55); h=w.g*.4+w.b*.4+w.a*.2; base*=.7+.55*h; gain=.012; }
  else if(kind==7.){ h=grain(p*1.).b; gain=.002; shine=.16; spread=26.; }
  else if(kind==8.){ vec2 g=p*2.6; vec2 id=floor(g); vec2 f=fract(g)-.5; vec2 j=fract(sin(id.x*vec2(12.9,78.2)+id.y*vec2(39.3,11.1))*43.7)-.5; float d=length(f-j*.45); float a=atan(f.y-j.y*.45,f.x-j.x*.45);
    float petal=.2+.06*cos(a*5.+id.x*3.); base=mix(base,accent,smoothstep(petal,petal-.03,d)); base=mix(base,vec3(.9,.62,.16),smoothstep(.075,.05,d)); h=grain(p*.7).b; gain=.004; }
  else { h=grain(p*.75).b; gain=.004; base*=.93+.12*h; }
  float dist=length(eyePosition-vWorld); gain*=clamp(26./dist,.25,1.6);
  float folds=grain(vRest.xy*vec2(.12,.07)+vRest.z*.04).r*.6+grain(vRest.xy*vec2(.05,.1)+vRest.z*.09+.4).r*.4;
  vec3 bn=bumped(n,folds,.16); bn=bumped(bn,h,gain);
  base*=.9+.2*folds; if(back) base*=.55;
  float kl=keyLit(n), sl=skyLit(n);
  vec3 wrap=vec3(.18);
  vec3 kd=clamp((vec3(dot(bn,keyDirection))+wrap)/(1.+wrap),0.,1.);
  float fres=peak(1.-clamp(dot(bn,v),0.,1.),3.);
  vec3 c=base*(keyColor*kd*kl+fillColor*clamp(dot(bn,fillDirection)*.75+.25,0.,1.)*mix(.5,1.,sl)+rimColor*max(dot(bn,rimDirection),0.)*.75+ambient(bn)*sl);
  c+=fuzz*fres*(base*.7+.1)*(ambient(n)+keyColor*.3*kl+rimColor*.5*max(dot(n,rimDirection)+.3,0.))*sl;
  c+=shine*keyColor*peak(max(dot(bn,normalize(keyDirection+v)),0.),spread)*kl;
  outColor=vec4(toDisplay(c),1.);
}`;

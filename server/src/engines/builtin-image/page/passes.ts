import * as THREE from 'three';
import { setUniforms } from './figure.ts';

const quad = new THREE.Mesh(
  new THREE.BufferGeometry().setAttribute(
    'position',
    new THREE.BufferAttribute(new Float32Array([-1, -1, 0, 3, -1, 0, -1, 3, 0]), 3),
  ),
);
quad.frustumCulled = false;
const flatCamera = new THREE.Camera();
const head = /* glsl */ `precision highp float; in vec2 vUv; out vec4 outColor;`;

function screenPass(body: string): THREE.RawShaderMaterial {
  return new THREE.RawShaderMaterial({
    glslVersion: THREE.GLSL3,
    vertexShader: /* glsl */ `precision highp float; in vec3 position; out vec2 vUv; void main(){ vUv=position.xy*.5+.5; gl_Position=vec4(position.xy,0.,1.); }`,
    fragmentShader: `${head}\n${body}`,
    depthTest: false,
    depthWrite: false,
    blending: THREE.NoBlending,
  });
}

/** Draws one pass over the whole of `into`, or over the canvas for null. */
export function runPass(
  renderer: THREE.WebGLRenderer,
  material: THREE.RawShaderMaterial,
  uniforms: Readonly<Record<string, unknown>>,
  into: THREE.WebGLRenderTarget | null,
): void {
  setUniforms(
    material,
    Object.fromEntries(Object.entries(uniforms).map(([name, value]) => [name, { value }])),
  );
  quad.material = material;
  renderer.setRenderTarget(into);
  renderer.render(quad, flatCamera);
}

/** Gaussian of nine taps along one axis. */
export const blurPass = screenPass(/* glsl */ `
uniform sampler2D image; uniform vec2 step; uniform vec4 window;
void main(){ vec2 p=window.xy+vUv*window.zw; vec4 s=texture(image,p)*.227;
  s+=(texture(image,p+step*.25)+texture(image,p-step*.25))*.1945; s+=(texture(image,p+step*.5)+texture(image,p-step*.5))*.1216;
  s+=(texture(image,p+step*.75)+texture(image,p-step*.75))*.0541; s+=(texture(image,p+step)+texture(image,p-step))*.0162; outColor=s; }`);

/** Figure over scene, with the scene's light spilling over the edge and particles in front. */
export const composePass = screenPass(/* glsl */ `
uniform sampler2D figure, back, spill, front; uniform float full, hasFront, frontSolid; uniform vec2 pixel, figurePixel; uniform vec4 window;
float lum(vec4 c){ return dot(c.rgb,vec3(.3,.59,.11))+c.a*.5; }
// Edge smoothing after FXAA (Lottes 2009): blends along an edge where neighbours differ much.
vec4 smooth_(vec2 p){
  vec2 e=figurePixel; vec4 m=texture(figure,p);
  float nw=lum(texture(figure,p+vec2(-e.x,e.y))), ne=lum(texture(figure,p+e)), sw=lum(texture(figure,p-e)), se=lum(texture(figure,p+vec2(e.x,-e.y))), c=lum(m);
  float low=min(c,min(min(nw,ne),min(sw,se))), high=max(c,max(max(nw,ne),max(sw,se)));
  if(high-low<.05) return m;
  vec2 d=vec2(-((nw+ne)-(sw+se)),(nw+sw)-(ne+se)); d=clamp(d/(min(abs(d.x),abs(d.y))+max((nw+ne+sw+se)*.03,.008)),-6.,6.)*e;
  vec4 a=.5*(texture(figure,p-d*.1667)+texture(figure,p+d*.1667)); vec4 b=a*.5+.25*(texture(figure,p-d*.5)+texture(figure,p+d*.5));
  float l=lum(b); return l<low||l>high?a:b;
}
void main(){
  vec4 f=smooth_(vUv);
  if(full<.5){ outColor=f; return; }
  vec2 p=window.xy+vUv*window.zw;
  vec3 b=texture(back,p).rgb; vec3 glow=texture(spill,vUv).rgb;
  float near=0.; for(int i=0;i<6;i++){ float a=float(i)*1.0472; near+=texture(figure,vUv+vec2(cos(a),sin(a))*pixel*7.).a; }
  float edge=(1.-near/6.)*f.a;
  vec3 c=f.rgb+glow*glow*edge*.55*f.a;
  c=b*(1.-f.a)+c;
  if(hasFront>.5){ vec4 d=texture(front,p); c=mix(c,mix(1.-(1.-c)*(1.-d.rgb*.8),d.rgb,frontSolid),d.a*mix(.34,.92,frontSolid)); }
  outColor=vec4(c,1.);
}`);

/** Structure tensor of the picture: where edges run (Kyprianidis and Döllner 2008). */
export const tensorPass = screenPass(/* glsl */ `
uniform sampler2D image; uniform vec2 pixel;
vec3 at(float x,float y){ return texture(image,vUv+pixel*vec2(x,y)).rgb; }
void main(){ vec3 a=at(-1.,-1.),b=at(0.,-1.),c=at(1.,-1.),d=at(-1.,0.),e=at(1.,0.),f=at(-1.,1.),g=at(0.,1.),h=at(1.,1.);
  vec3 x=(-a-2.*d-f+c+2.*e+h)*.25, y=(-a-2.*b-c+f+2.*g+h)*.25; outColor=vec4(dot(x,x),dot(y,y),dot(x,y),1.); }`);

const direction = /* glsl */ `
vec3 flow(vec3 t){ float d=sqrt(max(0.,(t.y-t.x)*(t.y-t.x)+4.*t.z*t.z)); float l1=.5*(t.x+t.y+d), l2=.5*(t.x+t.y-d);
  vec2 v=vec2(l1-t.x,-t.z); v=length(v)>1e-5?normalize(v):vec2(0.,1.); return vec3(v,(l1+l2)>1e-6?(l1-l2)/(l1+l2):0.); }
float faceAt(vec2 p, vec4 face){ vec2 d=(p-face.xy)*vec2(face.w,1.)/max(face.z,.001); return 1.-smoothstep(.55,1.15,length(d)); }`;

/** Anisotropic Kuwahara filter with polynomial weights (Kyprianidis, Semmo, Kang and Döllner 2010). */
export const kuwaharaPass = screenPass(/* glsl */ `${direction}
uniform sampler2D image, tensor; uniform vec2 pixel; uniform float radius; uniform vec4 face;
void main(){
  vec3 t=flow(texture(tensor,vUv).rgb);
  float r=radius*mix(1.,.55,faceAt(vUv,face));
  float a=r*clamp(1.+t.z,1.,1.6), b=r/clamp(1.+t.z,1.,1.6);
  mat2 toUnit=mat2(t.x/a,-t.y/b,t.y/a,t.x/b);
  vec4 m0=vec4(0.),m1=m0,m2=m0,m3=m0,m4=m0,m5=m0,m6=m0,m7=m0; vec3 s0=vec3(0.),s1=s0,s2=s0,s3=s0,s4=s0,s5=s0,s6=s0,s7=s0;
  int n=int(ceil(a));
  for(int j=-n;j<=n;j++) for(int i=-n;i<=n;i++){
    vec2 v=toUnit*vec2(i,j); float q=dot(v,v); if(q>1.) continue;
    vec3 c=texture(image,vUv+vec2(i,j)*pixel).rgb; vec3 cc=c*c; float w[8]; float z,xx,yy,sum=0.;
    xx=.33-3.77*v.x*v.x; yy=.33-3.77*v.y*v.y;
    z=max(0.,v.y+xx); sum+=w[0]=z*z; z=max(0.,-v.x+yy); sum+=w[2]=z*z; z=max(0.,-v.y+xx); sum+=w[4]=z*z; z=max(0.,v.x+yy); sum+=w[6]=z*z;
    v=.70711*vec2(v.x-v.y,v.x+v.y); xx=.33-3.77*v.x*v.x; yy=.33-3.77*v.y*v.y;
    z=max(0.,v.y+xx); sum+=w[1]=z*z; z=max(0.,-v.x+yy); sum+=w[3]=z*z; z=max(0.,-v.y+xx); sum+=w[5]=z*z; z=max(0.,v.x+yy); sum+=w[7]=z*z;
    float g=exp(-3.125*q)/max(sum,1e-5); float k;
    k=w[0]*g; m0+=vec4(c*k,k); s0+=cc*k; k=w[1]*g; m1+=vec4(c*k,k); s1+=cc*k; k=w[2]*g; m2+=vec4(c*k,k); s2+=cc*k; k=w[3]*g; m3+=vec4(c*k,k); s3+=cc*k;
    k=w[4]*g; m4+=vec4(c*k,k); s4+=cc*k; k=w[5]*g; m5+=vec4(c*k,k); s5+=cc*k; k=w[6]*g; m6+=vec4(c*k,k); s6+=cc*k; k=w[7]*g; m7+=vec4(c*k,k); s7+=cc*k;
  }
  vec4 o=vec4(0.); vec4 m[8]=vec4[8](m0,m1,m2,m3,m4,m5,m6,m7); vec3 s[8]=vec3[8](s0,s1,s2,s3,s4,s5,s6,s7);
  for(int k=0;k<8;k++){ float mw=max(m[k].w,1e-5); vec3 mu=m[k].rgb/mw; vec3 va=abs(s[k]/mw-mu*mu); float d=sqrt(va.r)+sqrt(va.g)+sqrt(va.b); float w=1./(1.+pow(255.*d*.09,8.)); o+=vec4(mu,1.)*w; }
  outColor=vec4(o.rgb/max(o.w,1e-6),1.);
}`);

/** Bristle marks along the flow, paper, and the line of the ink style. 1 oil, 2 gouache, 3 ink. */
export const reliefPass = screenPass(/* glsl */ `${direction}
uniform sampler2D image, plain, tensor, noiseMap; uniform vec2 pixel; uniform vec4 face; uniform float mode, keep, keepFace, scale;
float lum(vec3 c){ return dot(c,vec3(.3,.59,.11)); }
void main(){
  float f=faceAt(vUv,face);
  vec3 painted=texture(image,vUv).rgb, sharp=texture(plain,vUv).rgb;
  vec3 c=mix(painted,sharp,mix(keep,keepFace,f));
  vec3 t=flow(texture(tensor,vUv).rgb);
  vec2 px=vUv/pixel/scale; vec2 dir=t.xy; vec2 across=vec2(-dir.y,dir.x);
  float bristle=0., beside=0.;
  for(int i=-3;i<=3;i++){ vec2 q=px+dir*float(i)*5.; bristle+=texture(noiseMap,q/620.).b; beside+=texture(noiseMap,(q+across*2.)/620.).b; }
  bristle/=7.; beside/=7.; float ridge=(bristle-beside);
  if(mode<1.5){
    float k=mix(1.,.3,f)*(.3+.7*smoothstep(.1,.6,t.z)); c*=1.+(bristle-.5)*.3*k; c+=ridge*.45*k*(.25+.75*lum(c));
    float weave=texture(noiseMap,px/128.).a-.5; c+=weave*.022;
  } else if(mode<2.5){
    float l=lum(c); float steps=7.; float q=(floor(l*steps)+smoothstep(.3,.7,fract(l*steps)))/steps; c*=mix(1.,q/max(l,.02),mix(.75,.3,f));
    c=mix(vec3(lum(c)),c,1.18); float paper=texture(noiseMap,px/240.).a*.5+texture(noiseMap,px/300.).b*.5; c*=.965+.07*paper; c+=(bristle-.5)*.08*mix(1.,.3,f);
  } else {
    vec2 s=pixel*scale*1.6; float m=0.,w=0.; for(int i=0;i<8;i++){ float a=float(i)*.7854; w+=lum(texture(plain,vUv+vec2(cos(a),sin(a))*s*3.2).rgb); m+=lum(texture(plain,vUv+vec2(cos(a),sin(a))*s).rgb); }
    float dog=m/8.-w/8.; float line=1.-smoothstep(-.012,-.05,dog*(1.+.6*bristle));
    vec3 g=vec3(lum(c)); vec3 washc=mix(g,c,.72); washc=mix(vec3(.975,.955,.915),washc,.62); float l=lum(washc); float q=floor(l*5.+.5*bristle)/5.; washc*=mix(1.,q/max(l,.05),.22);
    float paper=texture(noiseMap,px/260.).a*.5+texture(noiseMap,px/420.).b*.5; washc*=.95+.09*paper; washc*=1.-.025*smoothstep(.52,.6,texture(noiseMap,px/900.).r);
    c=mix(vec3(.11,.1,.14),washc,mix(line,1.,.08));
  }
  outColor=vec4(c,1.);
}`);

/** Bloom, split toning, vignette and a breath of grain. */
export const gradePass = screenPass(/* glsl */ `
uniform sampler2D image, bloomMap, noiseMap; uniform float full, bloom, vignette; uniform vec3 shadowTint, highlightTint; uniform vec2 size;
void main(){
  vec4 i=texture(image,vUv); vec3 c=i.rgb;
  float a=i.a; if(full<.5){ if(a<=0.){ outColor=vec4(0.); return; } c/=a; }
  if(full>.5){ vec3 b=texture(bloomMap,vUv).rgb; b=b*b; c=1.-(1.-c)*(1.-b*bloom*.42); }
  float l=dot(c,vec3(.3,.59,.11));
  vec3 tint=mix(shadowTint,highlightTint,smoothstep(.15,.85,l));
  c=c-(1.-2.*tint)*c*(1.-c);
  c=mix(vec3(l),c,1.0);
  if(full>.5){ vec2 d=(vUv-.5)*vec2(.9,1.); c*=1.-vignette*smoothstep(.32,.85,length(d)); }
  c+=(texture(noiseMap,vUv*size/256.).a-.5)*.018;
  outColor=vec4(c*(full<.5?a:1.),full<.5?a:1.);
}`);

import * as THREE from 'three';
import type { SceneSpec } from '#engines/builtin-image/scene-spec.ts';
import { setUniforms } from './figure.ts';
import type { Backdrop } from './backdrop.ts';

export const quad = new THREE.Mesh(
  new THREE.BufferGeometry().setAttribute('position', new THREE.BufferAttribute(new Float32Array([-1, -1, 0, 3, -1, 0, -1, 3, 0]), 3)),
);
quad.frustumCulled = false;
export const flatCamera = new THREE.Camera();
export const screenVertex = /* glsl */ `precision highp float; in vec3 position; out vec2 vUv; void main(){ vUv=position.xy*.5+.5; gl_Position=vec4(position.xy,0.,1.); }`;

export function screenPass(fragment: string): THREE.RawShaderMaterial {
  return new THREE.RawShaderMaterial({
    glslVersion: THREE.GLSL3,
    vertexShader: screenVertex,
    fragmentShader: fragment,
    depthTest: false,
    depthWrite: false,
    blending: THREE.NoBlending,
  });
}
export function runPass(renderer: THREE.WebGLRenderer, material: THREE.RawShaderMaterial, uniforms: Record<string, unknown>, into: THREE.WebGLRenderTarget | null): void {
  setUniforms(material, Object.fromEntries(Object.entries(uniforms).map(([name, value]) => [name, { value }])));
  quad.material = material;
  renderer.setRenderTarget(into);
  renderer.render(quad, flatCamera);
}

const compose = screenPass(/* glsl */ `precision highp float; in vec2 vUv; out vec4 outColor;
uniform sampler2D figure, back, front; uniform float full;
void main(){ vec4 f=texture(figure,vUv); if(full<.5){ outColor=f; return; } vec3 b=texture(back,vUv).rgb; outColor=vec4(b*(1.-f.a)+f.rgb,1.); }`);

export function finish(renderer: THREE.WebGLRenderer, spec: SceneSpec, figure: THREE.Texture, backdrop: Backdrop | undefined): void {
  const back = backdrop ? new THREE.CanvasTexture(backdrop.back) : null;
  if (back) { back.colorSpace = THREE.NoColorSpace; back.flipY = true; }
  runPass(renderer, compose, { figure, back, full: backdrop ? 1 : 0 }, null);
  back?.dispose();
}

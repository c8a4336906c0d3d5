import * as THREE from 'three';
import type { PartSpec, Point, SceneSpec } from '#engines/builtin-image/scene-spec.ts';
import { geometriesOf, textureOf } from './geometry.ts';
import { orderLocks } from './locks.ts';
import { noiseTexture } from './noise.ts';
import {
  cardFragment,
  clothFragment,
  depthFragment,
  eyeFragment,
  hairFragment,
  hairVertex,
  skinFragment,
  solidFragment,
  surfaceVertex,
} from './shading.ts';

interface Program {
  readonly vertex: string;
  readonly fragment: string;
  readonly defines?: Record<string, string>;
  readonly transparent?: boolean;
  readonly castsShadow: boolean;
}
const programs: Readonly<Record<PartSpec['kind'], Program>> = {
  skin: {
    vertex: surfaceVertex,
    fragment: skinFragment,
    defines: { MASKS: '' },
    castsShadow: true,
  },
  cloth: { vertex: surfaceVertex, fragment: clothFragment, defines: { REST: '' }, castsShadow: true },
  hair: { vertex: hairVertex, fragment: hairFragment, castsShadow: true },
  card: { vertex: surfaceVertex, fragment: cardFragment, transparent: true, castsShadow: false },
  eye: { vertex: surfaceVertex, fragment: eyeFragment, castsShadow: false },
  solid: { vertex: surfaceVertex, fragment: solidFragment, castsShadow: false },
};

const vector = (p: Point) => new THREE.Vector3(p[0], p[1], p[2]);
const shadowSide = 1024;
const depthTarget = () => {
  const depth = new THREE.DepthTexture(shadowSide, shadowSide, THREE.UnsignedIntType);
  depth.compareFunction = THREE.LessEqualCompare;
  depth.minFilter = depth.magFilter = THREE.LinearFilter;
  return new THREE.WebGLRenderTarget(shadowSide, shadowSide, { depthTexture: depth });
};
const targets = { key: depthTarget(), sky: depthTarget() };
/** Ambient light comes from above and in front: chin, collar and arms shade what lies below. */
const skyDirection = new THREE.Vector3(0.12, 1, 0.5).normalize();

const materials = new Map<string, THREE.RawShaderMaterial>();
function materialOf(kind: PartSpec['kind'], pass: 'color' | 'depth', at: number): THREE.RawShaderMaterial {
  const id = `${kind} ${pass} ${at}`;
  let material = materials.get(id);
  if (!material) {
    const program = programs[kind];
    material = new THREE.RawShaderMaterial({
      glslVersion: THREE.GLSL3,
      vertexShader: program.vertex,
      fragmentShader: pass === 'depth' ? depthFragment : program.fragment,
      defines: { ...program.defines, ...(pass === 'depth' ? { DEPTH: '' } : {}) },
      side: THREE.DoubleSide,
      transparent: pass === 'color' && (program.transparent ?? false),
      depthWrite: !(program.transparent ?? false),
      colorWrite: pass === 'color',
      depthFunc: THREE.LessEqualDepth,
      blending: THREE.CustomBlending,
      blendSrc: THREE.OneFactor,
      blendDst: program.transparent ? THREE.OneMinusSrcAlphaFactor : THREE.ZeroFactor,
      polygonOffset: kind === 'card',
      polygonOffsetFactor: -2,
      polygonOffsetUnits: -4,
      uniforms: {},
    });
    materials.set(id, material);
  }
  return material;
}

type Uniforms = Record<string, { value: unknown }>;

/** three.js binds the uniform objects of a material once: later values must go into the same objects. */
export function setUniforms(material: THREE.RawShaderMaterial, uniforms: Uniforms): void {
  for (const [name, { value }] of Object.entries(uniforms)) {
    const bound = material.uniforms[name];
    if (bound) bound.value = value;
    else material.uniforms[name] = { value };
  }
  material.uniformsNeedUpdate = true;
}

function lightCamera(
  direction: THREE.Vector3,
  focus: THREE.Vector3,
  radius: number,
): THREE.OrthographicCamera {
  const camera = new THREE.OrthographicCamera(-radius, radius, radius, -radius, 0.1, radius * 6);
  camera.position.copy(focus).addScaledVector(direction, radius * 3);
  if (Math.abs(direction.y) > 0.95) camera.up.set(0, 0, 1);
  camera.lookAt(focus);
  camera.updateMatrixWorld();
  return camera;
}
const matrixOf = (camera: THREE.Camera) =>
  new THREE.Matrix4().multiplyMatrices(
    (camera as THREE.OrthographicCamera).projectionMatrix,
    camera.matrixWorldInverse,
  );

export function cameraOf(spec: SceneSpec): THREE.PerspectiveCamera {
  const { position, target, fovDegrees, window } = spec.camera;
  const whole = window ? window.fullWidth / window.fullHeight : spec.width / spec.height;
  const camera = new THREE.PerspectiveCamera(fovDegrees, whole, 1, 200);
  if (window)
    camera.setViewOffset(
      window.fullWidth,
      window.fullHeight,
      window.left,
      window.top,
      spec.width,
      spec.height,
    );
  camera.position.copy(vector(position));
  camera.lookAt(vector(target));
  camera.updateMatrixWorld();
  return camera;
}

/** Draws the figure with its shadows into `into`: display colours, premultiplied alpha. */
export async function drawFigure(
  renderer: THREE.WebGLRenderer,
  spec: SceneSpec,
  into: THREE.WebGLRenderTarget,
  lap: (name: string) => void,
): Promise<void> {
  const camera = cameraOf(spec);
  const focus = vector(spec.focus);
  const keyCamera = lightCamera(vector(spec.lights.keyDirection).normalize(), focus, spec.shadowRadius);
  const skyCamera = lightCamera(skyDirection, focus, spec.shadowRadius);
  const shared: Uniforms = {
    eyePosition: { value: camera.position },
    keyMatrix: { value: matrixOf(keyCamera) },
    skyMatrix: { value: matrixOf(skyCamera) },
    keyShadow: { value: targets.key.depthTexture },
    skyShadow: { value: targets.sky.depthTexture },
    keyTexel: { value: 1 / shadowSide },
    skyTexel: { value: 1 / shadowSide },
    cameraUp: { value: new THREE.Vector3(0, 1, 0).applyQuaternion(camera.quaternion) },
    cameraRight: { value: new THREE.Vector3(1, 0, 0).applyQuaternion(camera.quaternion) },
    ribbonView: { value: new THREE.Vector3() },
    widen: { value: hairShare(spec) ** -0.6 },
    viewProjection: { value: matrixOf(camera) },
    noiseMap: { value: noiseTexture() },
  };
  for (const [name, value] of Object.entries(spec.lights)) shared[name] = { value: vector(value as Point) };

  const color = new THREE.Scene();
  const casters = new THREE.Scene();
  const geometries = await geometriesOf(spec.parts);
  lap('load');
  const share = hairShare(spec);
  for (const [at, part] of spec.parts.entries()) {
    const geometry = geometries[at]!;
    if (part.kind === 'hair') orderLocks(geometry, camera, share);
    const material = materialOf(part.kind, 'color', at);
    setUniforms(material, { ...shared, ...(await uniformsOf(part)) });
    const mesh = new THREE.Mesh(geometry, material);
    mesh.frustumCulled = part.kind !== 'hair';
    mesh.matrixAutoUpdate = false;
    mesh.renderOrder = part.kind === 'card' ? 2 : 1;
    color.add(mesh);
    // Loose curls would throw blots on the face.
    if (!programs[part.kind].castsShadow || (part.kind === 'hair' && Number(part.uniforms.rough) >= 0.5))
      continue;
    const caster = new THREE.Mesh(geometry, materialOf(part.kind, 'depth', at));
    caster.frustumCulled = false;
    casters.add(caster);
  }
  castShadows(renderer, casters, shared, [
    [targets.key, keyCamera, vector(spec.lights.keyDirection)],
    [targets.sky, skyCamera, skyDirection],
  ]);
  lap('shadows');
  renderer.setRenderTarget(into);
  renderer.setClearColor(0x000000, 0);
  renderer.clear();
  renderer.render(color, camera);
}

/** Draws what each light sees of the casters, as depths. */
function castShadows(
  renderer: THREE.WebGLRenderer,
  casters: THREE.Scene,
  shared: Uniforms,
  lights: readonly (readonly [THREE.WebGLRenderTarget, THREE.OrthographicCamera, THREE.Vector3])[],
): void {
  for (const [target, light, direction] of lights) {
    casters.traverse((object) => {
      if (!(object instanceof THREE.Mesh)) return;
      setUniforms(object.material as THREE.RawShaderMaterial, {
        ...shared,
        viewProjection: { value: matrixOf(light) },
        ribbonView: { value: direction.clone().normalize() },
      });
    });
    renderer.setRenderTarget(target);
    renderer.clear();
    renderer.render(casters, light);
  }
}

/** A small picture shows fewer and wider locks: nobody could tell them apart. */
function hairShare({ height, camera }: SceneSpec): number {
  const pixels = camera.window?.fullHeight ?? height;
  const distance = vector(camera.position).distanceTo(vector(camera.target));
  const shownDecimetres = 2 * distance * Math.tan((camera.fovDegrees * Math.PI) / 360);
  return Math.min(1, Math.max(0.34, pixels / shownDecimetres / 250));
}

async function uniformsOf(part: PartSpec): Promise<Uniforms> {
  const uniforms: Uniforms = {};
  for (const [name, value] of Object.entries(part.uniforms))
    uniforms[name] = {
      value: typeof value === 'number' ? value : new THREE.Vector3(value[0], value[1], value[2]),
    };
  for (const [name, texture] of Object.entries(part.textures ?? {}))
    uniforms[name] = { value: await textureOf(texture) };
  return uniforms;
}

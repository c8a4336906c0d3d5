import * as THREE from 'three';

/** Where each lock of a head of hair lies: kept with its geometry. */
interface Locks {
  readonly count: number;
  readonly pointsPerLock: number;
  /** Middle of each lock. */
  readonly middles: Float32Array;
  /** How far each reaches from its middle. */
  readonly reaches: Float32Array;
  /** Level unit vectors from the middle of the head outwards. */
  readonly outwards: Float32Array;
}

/** Locks that face away are mostly hidden: this share of them is drawn. */
const keptBehind = 1 / 3;
const behind = -0.35;

const located = new WeakMap<THREE.BufferGeometry, Locks>();
export const rememberLocks = (geometry: THREE.BufferGeometry, locks: Locks) => located.set(geometry, locks);

/**
 * Puts the first `share` of the locks in order from near to far, those behind thinned out: what lies under other
 * hair is then refused by the depth test before it costs anything. What lies outside the picture is left out.
 * Locks are numbered in no order of place.
 */
export function orderLocks(
  geometry: THREE.BufferGeometry,
  camera: THREE.PerspectiveCamera,
  share: number,
): void {
  const locks = located.get(geometry);
  const index = geometry.index;
  if (!locks || !index) return;
  const { count, pointsPerLock, middles, reaches, outwards } = locks;
  const eye = camera.position;
  const view = new THREE.Frustum().setFromProjectionMatrix(
    new THREE.Matrix4().multiplyMatrices(camera.projectionMatrix, camera.matrixWorldInverse),
  );
  const around = new THREE.Sphere();
  const distances = new Float32Array(count);
  const order: number[] = [];
  for (let lock = 0; lock < Math.floor(count * share); lock++) {
    const [x, y, z] = [middles[lock * 3]!, middles[lock * 3 + 1]!, middles[lock * 3 + 2]!];
    const [dx, dy, dz] = [eye.x - x, eye.y - y, eye.z - z];
    distances[lock] = Math.hypot(dx, dy, dz);
    const facing =
      (outwards[lock * 2]! * dx + outwards[lock * 2 + 1]! * dz) / Math.max(1e-6, Math.hypot(dx, dz));
    if (facing < behind && (lock * keptBehind) % 1 > keptBehind * 0.5) continue;
    around.center.set(x, y, z);
    around.radius = reaches[lock]!;
    if (view.intersectsSphere(around)) order.push(lock);
  }
  order.sort((a, b) => distances[a]! - distances[b]!);
  const triangles = index.array;
  let at = 0;
  for (const lock of order)
    for (let k = 0; k + 1 < pointsPerLock; k++) {
      const v = (lock * pointsPerLock + k) * 2;
      triangles[at] = v;
      triangles[at + 1] = v + 1;
      triangles[at + 2] = v + 2;
      triangles[at + 3] = v + 1;
      triangles[at + 4] = v + 3;
      triangles[at + 5] = v + 2;
      at += 6;
    }
  index.needsUpdate = true;
  geometry.setDrawRange(0, at);
}

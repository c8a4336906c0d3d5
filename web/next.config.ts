import path from 'node:path';
import type { NextConfig } from 'next';

const config: NextConfig = {
  transpilePackages: ['@ainfluencer/server'],
  // Media are served by the API at the size asked for; Next must not fetch or resize anything.
  images: { unoptimized: true },
  poweredByHeader: false,
  reactStrictMode: true,
  productionBrowserSourceMaps: false,
  devIndicators: false,
  turbopack: { root: path.resolve(import.meta.dirname, '..') },
};

export default config;

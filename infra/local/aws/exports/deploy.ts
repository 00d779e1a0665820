/** Deploys a cloud assembly, which is what `cdk synth` writes. */
export { readAssets } from '../cloudformation/assets.ts';

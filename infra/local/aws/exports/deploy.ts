/** Deploys a cloud assembly, which is what `cdk synth` writes. */
export type { AssemblyDeployment } from '../deploy-assembly.ts';
export { deployAssembly } from '../deploy-assembly.ts';
export type { NodeBinary } from '../lambda/environment/node-binary.ts';

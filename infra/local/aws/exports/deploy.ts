/** Deploys a cloud assembly, the output of `cdk synth`. */
export type { AssemblyDeployment } from '../deploy-assembly.ts';
export { deployAssembly } from '../deploy-assembly.ts';
export type { NodeBinary } from '../lambda/environment/node-binary.ts';

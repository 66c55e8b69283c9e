// Takes the place of the package `global-agent` in this repository (package.json, "overrides"). onnxruntime-node's
// install script calls `bootstrap` first, then reads this variable; without it the script downloads CUDA libraries on
// Linux, which nothing here uses, and fails where it cannot. npm 11 and later skip that script by "allowScripts"; npm 10
// does not know the field. Packages that install this one as a dependency have scripts/keep-cpu-runtime.mjs.
exports.bootstrap = () => {
  process.env.ONNXRUNTIME_NODE_INSTALL ??= 'skip';
};

/** What is put right in the manifests of packages, with its reason. */
module.exports = {
  hooks: {
    readPackage(manifest) {
      // It makes types with the compiler's own interface, which TypeScript 7 does not have: it gets a compiler of its own.
      if (manifest.name === 'openapi-typescript') {
        manifest.peerDependencies = {};
        manifest.dependencies = { ...manifest.dependencies, typescript: '5.9.3' };
      }
      return manifest;
    },
  },
};

// Loads the exporters in a worker of the page.

importScripts("bundler.js");

// A promise that fails tells the page nothing; an error that is thrown does.
wasm_bindgen({ module_or_path: "bundler_bg.wasm" }).catch((error) => {
  setTimeout(() => {
    throw error;
  });
});

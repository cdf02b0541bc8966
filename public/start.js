// Loads the app. Trunk names the two files in this script's own element, with a hash of their content.
const { js, wasm } = document.querySelector("script[data-wasm]").dataset;
const { default: init } = await import(js);
await init({ module_or_path: wasm });

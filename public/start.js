// Loads the app. Trunk names its program in this script's own element, with a hash of its content; the
// script of the program stands before this one.
const { wasm } = document.querySelector("script[data-wasm]").dataset;

const state = document.getElementById("boot-state");
const progress = document.getElementById("boot-progress");
const text = document.getElementById("boot-text");

/** Says what can't be helped, in place of the progress. */
function giveUp(message) {
  const boot = document.getElementById("boot");
  if (!boot) return;
  state.hidden = true;
  const need = document.createElement("p");
  need.className = "boot-need";
  need.textContent = message;
  boot.append(need);
}

/** The program as a response whose progress is shown. */
async function fetchProgram() {
  const response = await fetch(wasm);
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  // Compressed, the length says nothing of how much will arrive.
  const total = response.headers.has("Content-Encoding") ? 0 : Number(response.headers.get("Content-Length"));
  let loaded = 0;
  const counted = response.body.pipeThrough(
    new TransformStream({
      transform(chunk, controller) {
        loaded += chunk.byteLength;
        if (total > 0) progress.value = loaded / total;
        text.textContent = `Loading, ${(loaded / 1e6).toFixed(1)} MB`;
        controller.enqueue(chunk);
      },
    }),
  );
  return new Response(counted, { headers: { "Content-Type": "application/wasm" } });
}

/** Shows that the program stopped, when it could not say so itself. */
function showCrash(message) {
  if (document.getElementById("crash")) return;
  const screen = document.createElement("main");
  screen.id = "crash";
  screen.setAttribute("role", "alert");
  const title = document.createElement("h1");
  title.textContent = "Something broke, and it was not you";
  const body = document.createElement("p");
  body.textContent = "Groundplan stopped. Your design was autosaved in this browser; reload to go on with it.";
  const reload = document.createElement("a");
  reload.className = "button primary";
  reload.href = "";
  reload.textContent = "Reload and go on";
  const detail = document.createElement("pre");
  detail.textContent = message;
  screen.append(title, body, reload, detail);
  document.body.append(screen);
}

addEventListener("error", ({ error, message }) => {
  if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) showCrash(message);
});

async function start() {
  if (typeof WebAssembly !== "object") {
    giveUp("This page is a program, and needs WebAssembly, which this browser lacks or has switched off.");
    return;
  }
  state.hidden = false;
  try {
    await wasm_bindgen({ module_or_path: fetchProgram() });
  } catch (error) {
    console.error(error);
    giveUp(`The program can't be loaded: ${error.message}. Reload the page to try again.`);
    return;
  }
  // The address changes with each build, so a new build brings a new worker with a store of its own.
  const build = wasm.match(/-([0-9a-f]+)_bg/)?.[1];
  if (build && "serviceWorker" in navigator) {
    try {
      await navigator.serviceWorker.register(`sw.js?${build}`);
      const { active } = await navigator.serviceWorker.ready;
      // Once the page has come to rest, so that the other regions' prices don't hold it up.
      setTimeout(() => active.postMessage("keep prices"), 10_000);
    } catch {
      // Without it, the app works as long as it is online.
    }
  }
}

await start();

import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: broadcastMicrophone()","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/functions/broadcastMicrophone.md","filePath":"api/node/functions/broadcastMicrophone.md"}');
const _sfc_main = { name: "api/node/functions/broadcastMicrophone.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / broadcastMicrophone</p><h1 id="function-broadcastmicrophone" tabindex="-1">Function: broadcastMicrophone() <a class="header-anchor" href="#function-broadcastmicrophone" aria-label="Permalink to &quot;Function: broadcastMicrophone()&quot;">​</a></h1><blockquote><p><strong>broadcastMicrophone</strong>(<code>url</code>, <code>options?</code>): <code>Promise</code>&lt;<a href="./../interfaces/MicrophoneBroadcast.html"><code>MicrophoneBroadcast</code></a>&gt;</p></blockquote><p>Broadcasts a microphone to a channel of a relay: capture, voice processing, the encoder in a thread of its own, and reconnection. Resolves when the device is found and the model loaded; the connection is still being made then.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="url" tabindex="-1">url <a class="header-anchor" href="#url" aria-label="Permalink to &quot;url&quot;">​</a></h3><p><code>string</code></p><p>ws://HOST:PORT/CHANNEL, udp://HOST:PORT or <code>-</code></p><h3 id="options" tabindex="-1">options? <a class="header-anchor" href="#options" aria-label="Permalink to &quot;options?&quot;">​</a></h3><p><a href="./../interfaces/BroadcastMicrophoneOptions.html"><code>BroadcastMicrophoneOptions</code></a></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>Promise</code>&lt;<a href="./../interfaces/MicrophoneBroadcast.html"><code>MicrophoneBroadcast</code></a>&gt;</p><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p>TypeError, RangeError for wrong arguments; CodecError CHANNEL_NAME, DEVICE without a usable device, MODEL_NOT_FOUND, MODEL_FAILED where this machine cannot encode as fast as sound arrives. <code>done</code> rejects with the error that ends the stream</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/functions/broadcastMicrophone.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const broadcastMicrophone = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  broadcastMicrophone as default
};

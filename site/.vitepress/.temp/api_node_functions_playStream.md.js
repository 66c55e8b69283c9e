import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: playStream()","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/functions/playStream.md","filePath":"api/node/functions/playStream.md"}');
const _sfc_main = { name: "api/node/functions/playStream.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / playStream</p><h1 id="function-playstream" tabindex="-1">Function: playStream() <a class="header-anchor" href="#function-playstream" aria-label="Permalink to &quot;Function: playStream()&quot;">​</a></h1><blockquote><p><strong>playStream</strong>(<code>url</code>, <code>options?</code>): <code>Promise</code>&lt;<a href="./../interfaces/StreamPlayback.html"><code>StreamPlayback</code></a>&gt;</p></blockquote><p>Plays a channel of a relay on a loudspeaker: the decoder in a thread of its own, playout that follows the device&#39;s clock and the network&#39;s jitter, and reconnection. Resolves when connected; the channel may have no source yet.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="url" tabindex="-1">url <a class="header-anchor" href="#url" aria-label="Permalink to &quot;url&quot;">​</a></h3><p><code>string</code></p><p>ws://HOST:PORT/CHANNEL, udp://HOST:PORT or <code>-</code></p><h3 id="options" tabindex="-1">options? <a class="header-anchor" href="#options" aria-label="Permalink to &quot;options?&quot;">​</a></h3><p><a href="./../interfaces/PlayStreamOptions.html"><code>PlayStreamOptions</code></a></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>Promise</code>&lt;<a href="./../interfaces/StreamPlayback.html"><code>StreamPlayback</code></a>&gt;</p><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p>TypeError, RangeError for wrong arguments; CodecError CHANNEL_NAME, DEVICE without a usable device, MODEL_NOT_FOUND, MODEL_FAILED where this machine cannot decode as fast as sound comes, TRANSPORT_FAILED and other refusals. <code>done</code> rejects where the stream cannot be decoded</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/functions/playStream.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const playStream = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  playStream as default
};

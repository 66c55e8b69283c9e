import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: broadcastTo()","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/functions/broadcastTo.md","filePath":"api/node/functions/broadcastTo.md"}');
const _sfc_main = { name: "api/node/functions/broadcastTo.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / broadcastTo</p><h1 id="function-broadcastto" tabindex="-1">Function: broadcastTo() <a class="header-anchor" href="#function-broadcastto" aria-label="Permalink to &quot;Function: broadcastTo()&quot;">​</a></h1><blockquote><p><strong>broadcastTo</strong>(<code>url</code>, <code>options</code>): <a href="./../../index/interfaces/Broadcast.html"><code>Broadcast</code></a></p></blockquote><p>Streams audio to a channel of a relay, or without a relay by UDP or through standard output.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="url" tabindex="-1">url <a class="header-anchor" href="#url" aria-label="Permalink to &quot;url&quot;">​</a></h3><p><code>string</code></p><p>ws://HOST:PORT/CHANNEL, udp://HOST:PORT or <code>-</code></p><h3 id="options" tabindex="-1">options <a class="header-anchor" href="#options" aria-label="Permalink to &quot;options&quot;">​</a></h3><p><a href="./../interfaces/BroadcastToOptions.html"><code>BroadcastToOptions</code></a></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><a href="./../../index/interfaces/Broadcast.html"><code>Broadcast</code></a></p><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p>TypeError, RangeError, CodecError CHANNEL_NAME for wrong arguments; <code>done</code> rejects with what ends the stream, which is not reported as unhandled where nothing waits for it</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/functions/broadcastTo.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const broadcastTo = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  broadcastTo as default
};

import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: listenTo()","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/functions/listenTo.md","filePath":"api/node/functions/listenTo.md"}');
const _sfc_main = { name: "api/node/functions/listenTo.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / listenTo</p><h1 id="function-listento" tabindex="-1">Function: listenTo() <a class="header-anchor" href="#function-listento" aria-label="Permalink to &quot;Function: listenTo()&quot;">​</a></h1><blockquote><p><strong>listenTo</strong>(<code>url</code>, <code>options</code>): <a href="./../../index/classes/Listener.html"><code>Listener</code></a></p></blockquote><p>A listener of a channel of a relay, or without a relay of a UDP address or standard input; <code>start</code> connects it.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="url" tabindex="-1">url <a class="header-anchor" href="#url" aria-label="Permalink to &quot;url&quot;">​</a></h3><p><code>string</code></p><p>ws://HOST:PORT/CHANNEL, udp://HOST:PORT or <code>-</code></p><h3 id="options" tabindex="-1">options <a class="header-anchor" href="#options" aria-label="Permalink to &quot;options&quot;">​</a></h3><p><a href="./../interfaces/ListenToOptions.html"><code>ListenToOptions</code></a></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><a href="./../../index/classes/Listener.html"><code>Listener</code></a></p><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p>TypeError, RangeError, CodecError CHANNEL_NAME for wrong arguments</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/functions/listenTo.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const listenTo = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  listenTo as default
};

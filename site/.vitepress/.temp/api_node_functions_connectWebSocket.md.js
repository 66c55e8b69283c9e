import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: connectWebSocket()","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/functions/connectWebSocket.md","filePath":"api/node/functions/connectWebSocket.md"}');
const _sfc_main = { name: "api/node/functions/connectWebSocket.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / connectWebSocket</p><h1 id="function-connectwebsocket" tabindex="-1">Function: connectWebSocket() <a class="header-anchor" href="#function-connectwebsocket" aria-label="Permalink to &quot;Function: connectWebSocket()&quot;">​</a></h1><blockquote><p><strong>connectWebSocket</strong>(<code>url</code>, <code>options?</code>): <code>Promise</code>&lt;<a href="./../../index/interfaces/Connection.html"><code>Connection</code></a>&gt;</p></blockquote><p>Connects to a channel of a relay.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="url" tabindex="-1">url <a class="header-anchor" href="#url" aria-label="Permalink to &quot;url&quot;">​</a></h3><p><code>string</code></p><h3 id="options" tabindex="-1">options? <a class="header-anchor" href="#options" aria-label="Permalink to &quot;options?&quot;">​</a></h3><p><code>ConnectOptions</code></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>Promise</code>&lt;<a href="./../../index/interfaces/Connection.html"><code>Connection</code></a>&gt;</p><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p>TypeError | RangeError | CodecError CHANNEL_NAME | TRANSPORT_FAILED naming the URL and the cause | ABORTED</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/functions/connectWebSocket.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const connectWebSocket = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  connectWebSocket as default
};

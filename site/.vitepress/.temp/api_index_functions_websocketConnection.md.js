import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: websocketConnection()","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/functions/websocketConnection.md","filePath":"api/index/functions/websocketConnection.md"}');
const _sfc_main = { name: "api/index/functions/websocketConnection.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / websocketConnection</p><h1 id="function-websocketconnection" tabindex="-1">Function: websocketConnection() <a class="header-anchor" href="#function-websocketconnection" aria-label="Permalink to &quot;Function: websocketConnection()&quot;">​</a></h1><blockquote><p><strong>websocketConnection</strong>(<code>socket</code>, <code>options</code>): <a href="./../interfaces/Connection.html"><code>Connection</code></a></p></blockquote><p>Wraps an open WebSocket. A text message or a Blob closes it with 4001; a message longer than the socket&#39;s own limit is the socket&#39;s to refuse.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="socket" tabindex="-1">socket <a class="header-anchor" href="#socket" aria-label="Permalink to &quot;socket&quot;">​</a></h3><p><a href="./../interfaces/WebSocketLike.html"><code>WebSocketLike</code></a></p><h3 id="options" tabindex="-1">options <a class="header-anchor" href="#options" aria-label="Permalink to &quot;options&quot;">​</a></h3><p><a href="./../../node/relay/interfaces/WebSocketOptions.html"><code>WebSocketOptions</code></a></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><a href="./../interfaces/Connection.html"><code>Connection</code></a></p><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p>RangeError when <code>highWaterBytes</code> is outside its range.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/functions/websocketConnection.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const websocketConnection = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  websocketConnection as default
};

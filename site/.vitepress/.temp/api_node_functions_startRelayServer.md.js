import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: startRelayServer()","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/functions/startRelayServer.md","filePath":"api/node/functions/startRelayServer.md"}');
const _sfc_main = { name: "api/node/functions/startRelayServer.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / startRelayServer</p><h1 id="function-startrelayserver" tabindex="-1">Function: startRelayServer() <a class="header-anchor" href="#function-startrelayserver" aria-label="Permalink to &quot;Function: startRelayServer()&quot;">​</a></h1><blockquote><p><strong>startRelayServer</strong>(<code>options?</code>): <code>Promise</code>&lt;<a href="./../interfaces/RelayServer.html"><code>RelayServer</code></a>&gt;</p></blockquote><p>Starts a relay: <code>ws://HOST:PORT/CHANNEL</code> for sources and listeners, <code>GET /healthz</code>, <code>GET /channels</code>, and the page for browsers at <code>/</code>.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="options" tabindex="-1">options? <a class="header-anchor" href="#options" aria-label="Permalink to &quot;options?&quot;">​</a></h3><p><a href="./../interfaces/RelayServerOptions.html"><code>RelayServerOptions</code></a></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>Promise</code>&lt;<a href="./../interfaces/RelayServer.html"><code>RelayServer</code></a>&gt;</p><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p>TypeError, RangeError naming a wrong option, CodecError PORT_IN_USE or TRANSPORT_FAILED naming host and port</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/functions/startRelayServer.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const startRelayServer = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  startRelayServer as default
};

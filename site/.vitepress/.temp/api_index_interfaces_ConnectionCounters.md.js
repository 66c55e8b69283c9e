import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: ConnectionCounters","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/interfaces/ConnectionCounters.md","filePath":"api/index/interfaces/ConnectionCounters.md"}');
const _sfc_main = { name: "api/index/interfaces/ConnectionCounters.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / ConnectionCounters</p><h1 id="interface-connectioncounters" tabindex="-1">Interface: ConnectionCounters <a class="header-anchor" href="#interface-connectioncounters" aria-label="Permalink to &quot;Interface: ConnectionCounters&quot;">​</a></h1><p>Since the connection was opened.</p><h2 id="extended-by" tabindex="-1">Extended by <a class="header-anchor" href="#extended-by" aria-label="Permalink to &quot;Extended by&quot;">​</a></h2><ul><li><a href="./LossyLinkCounters.html"><code>LossyLinkCounters</code></a></li></ul><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="receivedbytes" tabindex="-1">receivedBytes <a class="header-anchor" href="#receivedbytes" aria-label="Permalink to &quot;receivedBytes&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>receivedBytes</strong>: <code>number</code></p></blockquote><hr><h3 id="receivedmessages" tabindex="-1">receivedMessages <a class="header-anchor" href="#receivedmessages" aria-label="Permalink to &quot;receivedMessages&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>receivedMessages</strong>: <code>number</code></p></blockquote><hr><h3 id="receivedwirebytes" tabindex="-1">receivedWireBytes <a class="header-anchor" href="#receivedwirebytes" aria-label="Permalink to &quot;receivedWireBytes&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>receivedWireBytes</strong>: <code>number</code></p></blockquote><hr><h3 id="sentbytes" tabindex="-1">sentBytes <a class="header-anchor" href="#sentbytes" aria-label="Permalink to &quot;sentBytes&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>sentBytes</strong>: <code>number</code></p></blockquote><p>Of the messages alone.</p><hr><h3 id="sentmessages" tabindex="-1">sentMessages <a class="header-anchor" href="#sentmessages" aria-label="Permalink to &quot;sentMessages&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>sentMessages</strong>: <code>number</code></p></blockquote><hr><h3 id="sentwirebytes" tabindex="-1">sentWireBytes <a class="header-anchor" href="#sentwirebytes" aria-label="Permalink to &quot;sentWireBytes&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>sentWireBytes</strong>: <code>number</code></p></blockquote><p>Estimated bytes on the wire: the messages and the overhead of the transport and of everything below it.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/interfaces/ConnectionCounters.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ConnectionCounters = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ConnectionCounters as default
};

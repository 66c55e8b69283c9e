import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: TrafficTotals","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/relay/interfaces/TrafficTotals.md","filePath":"api/node/relay/interfaces/TrafficTotals.md"}');
const _sfc_main = { name: "api/node/relay/interfaces/TrafficTotals.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../../"><strong>API</strong></a></p><hr><p><a href="./../../../">API</a> / <a href="./../">node/relay</a> / TrafficTotals</p><h1 id="interface-traffictotals" tabindex="-1">Interface: TrafficTotals <a class="header-anchor" href="#interface-traffictotals" aria-label="Permalink to &quot;Interface: TrafficTotals&quot;">​</a></h1><p>Messages and bytes of all connections so far, in one direction; plain JSON.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="packetbytes" tabindex="-1">packetBytes <a class="header-anchor" href="#packetbytes" aria-label="Permalink to &quot;packetBytes&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>packetBytes</strong>: <code>number</code></p></blockquote><p>Of the packets, with their headers.</p><hr><h3 id="packets" tabindex="-1">packets <a class="header-anchor" href="#packets" aria-label="Permalink to &quot;packets&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>packets</strong>: <code>number</code></p></blockquote><p>Packets: one a message.</p><hr><h3 id="wirebytes" tabindex="-1">wireBytes <a class="header-anchor" href="#wirebytes" aria-label="Permalink to &quot;wireBytes&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>wireBytes</strong>: <code>number</code></p></blockquote><p>Estimated, with the overhead of the transport.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/relay/interfaces/TrafficTotals.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const TrafficTotals = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  TrafficTotals as default
};

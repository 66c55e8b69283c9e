import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: PacketContext","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/interfaces/PacketContext.md","filePath":"api/index/interfaces/PacketContext.md"}');
const _sfc_main = { name: "api/index/interfaces/PacketContext.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / PacketContext</p><h1 id="interface-packetcontext" tabindex="-1">Interface: PacketContext <a class="header-anchor" href="#interface-packetcontext" aria-label="Permalink to &quot;Interface: PacketContext&quot;">​</a></h1><p>What a packet does not state and its reader must know: the layout of the stream&#39;s audio payloads.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="bytesperframeplane" tabindex="-1">bytesPerFramePlane <a class="header-anchor" href="#bytesperframeplane" aria-label="Permalink to &quot;bytesPerFramePlane&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>bytesPerFramePlane</strong>: <code>number</code></p></blockquote><p>1..128</p><hr><h3 id="hasspatialparameters" tabindex="-1">hasSpatialParameters? <a class="header-anchor" href="#hasspatialparameters" aria-label="Permalink to &quot;hasSpatialParameters?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>hasSpatialParameters?</strong>: <code>boolean</code></p></blockquote><p>Whether one byte of spatial parameters per frame may follow the planes; needs a bytesPerFramePlane of 2 or more.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/interfaces/PacketContext.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const PacketContext = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  PacketContext as default
};

import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: encodePacket()","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/functions/encodePacket.md","filePath":"api/index/functions/encodePacket.md"}');
const _sfc_main = { name: "api/index/functions/encodePacket.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / encodePacket</p><h1 id="function-encodepacket" tabindex="-1">Function: encodePacket() <a class="header-anchor" href="#function-encodepacket" aria-label="Permalink to &quot;Function: encodePacket()&quot;">​</a></h1><blockquote><p><strong>encodePacket</strong>(<code>packet</code>, <code>context</code>): <code>Uint8Array</code></p></blockquote><p>A packet as the bytes of one message.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="packet" tabindex="-1">packet <a class="header-anchor" href="#packet" aria-label="Permalink to &quot;packet&quot;">​</a></h3><p><a href="./../type-aliases/Packet.html"><code>Packet</code></a></p><h3 id="context" tabindex="-1">context <a class="header-anchor" href="#context" aria-label="Permalink to &quot;context&quot;">​</a></h3><p><a href="./../interfaces/PacketContext.html"><code>PacketContext</code></a></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>Uint8Array</code></p><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p>RangeError naming the field that is outside its range: a mistake of the caller, not of the network</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/functions/encodePacket.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const encodePacket = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  encodePacket as default
};

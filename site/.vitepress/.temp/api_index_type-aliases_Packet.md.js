import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: Packet","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/type-aliases/Packet.md","filePath":"api/index/type-aliases/Packet.md"}');
const _sfc_main = { name: "api/index/type-aliases/Packet.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / Packet</p><h1 id="type-alias-packet" tabindex="-1">Type Alias: Packet <a class="header-anchor" href="#type-alias-packet" aria-label="Permalink to &quot;Type Alias: Packet&quot;">​</a></h1><blockquote><p><strong>Packet</strong> = <code>AudioPacket</code> | <code>SilencePacket</code> | <code>JsonPacket</code> | <code>EndPacket</code> | <code>PingPacket</code></p></blockquote><p>Any packet after parsing, or before encoding; discriminated by <code>type</code>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/type-aliases/Packet.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const Packet = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  Packet as default
};

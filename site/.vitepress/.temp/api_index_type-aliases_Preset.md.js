import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: Preset","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/type-aliases/Preset.md","filePath":"api/index/type-aliases/Preset.md"}');
const _sfc_main = { name: "api/index/type-aliases/Preset.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / Preset</p><h1 id="type-alias-preset" tabindex="-1">Type Alias: Preset <a class="header-anchor" href="#type-alias-preset" aria-label="Permalink to &quot;Type Alias: Preset&quot;">​</a></h1><blockquote><p><strong>Preset</strong> = keyof <em>typeof</em> <a href="./../variables/PRESETS.html"><code>PRESETS</code></a></p></blockquote><p>Name of a packet size: a key of <a href="./../variables/PRESETS.html">PRESETS</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/type-aliases/Preset.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const Preset = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  Preset as default
};

import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: LatentcastCodecState","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/type-aliases/LatentcastCodecState.md","filePath":"api/index/type-aliases/LatentcastCodecState.md"}');
const _sfc_main = { name: "api/index/type-aliases/LatentcastCodecState.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / LatentcastCodecState</p><h1 id="type-alias-latentcastcodecstate" tabindex="-1">Type Alias: LatentcastCodecState <a class="header-anchor" href="#type-alias-latentcastcodecstate" aria-label="Permalink to &quot;Type Alias: LatentcastCodecState&quot;">​</a></h1><blockquote><p><strong>LatentcastCodecState</strong> = <code>&quot;unconfigured&quot;</code> | <code>&quot;configured&quot;</code> | <code>&quot;closed&quot;</code></p></blockquote><p>State of an encoder or decoder, as WebCodecs&#39; <code>CodecState</code>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/type-aliases/LatentcastCodecState.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const LatentcastCodecState = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  LatentcastCodecState as default
};

import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: WireCost","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/type-aliases/WireCost.md","filePath":"api/index/type-aliases/WireCost.md"}');
const _sfc_main = { name: "api/index/type-aliases/WireCost.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / WireCost</p><h1 id="type-alias-wirecost" tabindex="-1">Type Alias: WireCost <a class="header-anchor" href="#type-alias-wirecost" aria-label="Permalink to &quot;Type Alias: WireCost&quot;">​</a></h1><blockquote><p><strong>WireCost</strong> = (<code>bytes</code>) =&gt; <code>number</code></p></blockquote><p>Estimated bytes on the wire of one message of <code>bytes</code> bytes: a transport&#39;s model of its overhead.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="bytes" tabindex="-1">bytes <a class="header-anchor" href="#bytes" aria-label="Permalink to &quot;bytes&quot;">​</a></h3><p><code>number</code></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>number</code></p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/type-aliases/WireCost.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const WireCost = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  WireCost as default
};

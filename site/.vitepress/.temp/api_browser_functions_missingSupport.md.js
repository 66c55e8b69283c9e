import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: missingSupport()","description":"","frontmatter":{},"headers":[],"relativePath":"api/browser/functions/missingSupport.md","filePath":"api/browser/functions/missingSupport.md"}');
const _sfc_main = { name: "api/browser/functions/missingSupport.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">browser</a> / missingSupport</p><h1 id="function-missingsupport" tabindex="-1">Function: missingSupport() <a class="header-anchor" href="#function-missingsupport" aria-label="Permalink to &quot;Function: missingSupport()&quot;">​</a></h1><blockquote><p><strong>missingSupport</strong>(<code>need</code>): <code>string</code> | <code>null</code></p></blockquote><p>What this browser or this page lacks, as a sentence for its user; null when it lacks nothing.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="need" tabindex="-1">need <a class="header-anchor" href="#need" aria-label="Permalink to &quot;need&quot;">​</a></h3><p><code>&quot;listen&quot;</code> | <code>&quot;broadcast&quot;</code></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>string</code> | <code>null</code></p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/browser/functions/missingSupport.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const missingSupport = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  missingSupport as default
};

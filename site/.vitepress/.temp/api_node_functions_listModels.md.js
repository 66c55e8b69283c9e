import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: listModels()","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/functions/listModels.md","filePath":"api/node/functions/listModels.md"}');
const _sfc_main = { name: "api/node/functions/listModels.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / listModels</p><h1 id="function-listmodels" tabindex="-1">Function: listModels() <a class="header-anchor" href="#function-listmodels" aria-label="Permalink to &quot;Function: listModels()&quot;">​</a></h1><blockquote><p><strong>listModels</strong>(<code>roots?</code>): <code>Promise</code>&lt;<code>ListedModel</code>[]&gt;</p></blockquote><p>Every folder with a <code>manifest.json</code> in <code>roots</code>, or that is itself one of them. Missing roots are no error.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="roots" tabindex="-1">roots? <a class="header-anchor" href="#roots" aria-label="Permalink to &quot;roots?&quot;">​</a></h3><p>readonly <code>string</code>[]</p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>Promise</code>&lt;<code>ListedModel</code>[]&gt;</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/functions/listModels.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const listModels = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  listModels as default
};

import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: removeModel()","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/functions/removeModel.md","filePath":"api/node/functions/removeModel.md"}');
const _sfc_main = { name: "api/node/functions/removeModel.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / removeModel</p><h1 id="function-removemodel" tabindex="-1">Function: removeModel() <a class="header-anchor" href="#function-removemodel" aria-label="Permalink to &quot;Function: removeModel()&quot;">​</a></h1><blockquote><p><strong>removeModel</strong>(<code>name</code>, <code>roots</code>): <code>Promise</code>&lt;{ <code>dir</code>: <code>string</code>; <code>left</code>: readonly <code>string</code>[]; }&gt;</p></blockquote><p>Removes an installed model: its files, and its folder where nothing else is in it.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="name" tabindex="-1">name <a class="header-anchor" href="#name" aria-label="Permalink to &quot;name&quot;">​</a></h3><p><code>string</code></p><p>folder, folder&#39;s name or id, as for findModel</p><h3 id="roots" tabindex="-1">roots <a class="header-anchor" href="#roots" aria-label="Permalink to &quot;roots&quot;">​</a></h3><p>readonly <code>string</code>[]</p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>Promise</code>&lt;{ <code>dir</code>: <code>string</code>; <code>left</code>: readonly <code>string</code>[]; }&gt;</p><p>the folder, and the names of what is left in it</p><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p>CodecError MODEL_NOT_FOUND, OUTPUT_REFUSED for the package&#39;s own model or a folder outside <code>roots</code></p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/functions/removeModel.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const removeModel = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  removeModel as default
};

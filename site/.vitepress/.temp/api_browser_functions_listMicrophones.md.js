import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: listMicrophones()","description":"","frontmatter":{},"headers":[],"relativePath":"api/browser/functions/listMicrophones.md","filePath":"api/browser/functions/listMicrophones.md"}');
const _sfc_main = { name: "api/browser/functions/listMicrophones.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">browser</a> / listMicrophones</p><h1 id="function-listmicrophones" tabindex="-1">Function: listMicrophones() <a class="header-anchor" href="#function-listmicrophones" aria-label="Permalink to &quot;Function: listMicrophones()&quot;">​</a></h1><blockquote><p><strong>listMicrophones</strong>(): <code>Promise</code>&lt;<code>object</code>[]&gt;</p></blockquote><p>Audio inputs; without names until the user has allowed one.</p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>Promise</code>&lt;<code>object</code>[]&gt;</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/browser/functions/listMicrophones.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const listMicrophones = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  listMicrophones as default
};

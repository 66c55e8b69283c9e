import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: singleLine","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/variables/singleLine.md","filePath":"api/index/variables/singleLine.md"}');
const _sfc_main = { name: "api/index/variables/singleLine.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / singleLine</p><h1 id="variable-singleline" tabindex="-1">Variable: singleLine <a class="header-anchor" href="#variable-singleline" aria-label="Permalink to &quot;Variable: singleLine&quot;">​</a></h1><blockquote><p><code>const</code> <strong>singleLine</strong>: (<code>text</code>) =&gt; <code>string</code></p></blockquote><p>A text in one line: each run of control characters and line separators becomes a space, and see withoutBidi.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="text" tabindex="-1">text <a class="header-anchor" href="#text" aria-label="Permalink to &quot;text&quot;">​</a></h3><p><code>string</code></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>string</code></p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/variables/singleLine.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const singleLine = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  singleLine as default
};

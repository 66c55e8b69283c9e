import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: canShareMemory","description":"","frontmatter":{},"headers":[],"relativePath":"api/browser/variables/canShareMemory.md","filePath":"api/browser/variables/canShareMemory.md"}');
const _sfc_main = { name: "api/browser/variables/canShareMemory.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">browser</a> / canShareMemory</p><h1 id="variable-cansharememory" tabindex="-1">Variable: canShareMemory <a class="header-anchor" href="#variable-cansharememory" aria-label="Permalink to &quot;Variable: canShareMemory&quot;">​</a></h1><blockquote><p><code>const</code> <strong>canShareMemory</strong>: () =&gt; <code>boolean</code></p></blockquote><p>Whether memory can be shared with the worker and the worklets: the page must be served with COOP and COEP.</p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>boolean</code></p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/browser/variables/canShareMemory.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const canShareMemory = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  canShareMemory as default
};

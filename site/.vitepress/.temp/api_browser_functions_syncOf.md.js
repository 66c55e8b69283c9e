import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: syncOf()","description":"","frontmatter":{},"headers":[],"relativePath":"api/browser/functions/syncOf.md","filePath":"api/browser/functions/syncOf.md"}');
const _sfc_main = { name: "api/browser/functions/syncOf.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">browser</a> / syncOf</p><h1 id="function-syncof" tabindex="-1">Function: syncOf() <a class="header-anchor" href="#function-syncof" aria-label="Permalink to &quot;Function: syncOf()&quot;">​</a></h1><blockquote><p><strong>syncOf</strong>(<code>report</code>): <code>&quot;unknown&quot;</code> | <code>&quot;waiting&quot;</code> | <code>&quot;in sync&quot;</code> | <code>&quot;out of sync&quot;</code></p></blockquote><p>In a few words: whether a peer is in sync.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="report" tabindex="-1">report <a class="header-anchor" href="#report" aria-label="Permalink to &quot;report&quot;">​</a></h3><p><code>SyncReport</code> | <code>null</code></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>&quot;unknown&quot;</code> | <code>&quot;waiting&quot;</code> | <code>&quot;in sync&quot;</code> | <code>&quot;out of sync&quot;</code></p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/browser/functions/syncOf.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const syncOf = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  syncOf as default
};

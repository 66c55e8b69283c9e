import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: parseSessionLink()","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/functions/parseSessionLink.md","filePath":"api/index/functions/parseSessionLink.md"}');
const _sfc_main = { name: "api/index/functions/parseSessionLink.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / parseSessionLink</p><h1 id="function-parsesessionlink" tabindex="-1">Function: parseSessionLink() <a class="header-anchor" href="#function-parsesessionlink" aria-label="Permalink to &quot;Function: parseSessionLink()&quot;">​</a></h1><blockquote><p><strong>parseSessionLink</strong>(<code>link</code>): <a href="./../interfaces/SessionLink.html"><code>SessionLink</code></a></p></blockquote><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="link" tabindex="-1">link <a class="header-anchor" href="#link" aria-label="Permalink to &quot;link&quot;">​</a></h3><p><code>string</code></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><a href="./../interfaces/SessionLink.html"><code>SessionLink</code></a></p><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p>TypeError naming what is wrong with the link, without its secret</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/functions/parseSessionLink.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const parseSessionLink = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  parseSessionLink as default
};

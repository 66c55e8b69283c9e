import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: validateFormat()","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/functions/validateFormat.md","filePath":"api/index/functions/validateFormat.md"}');
const _sfc_main = { name: "api/index/functions/validateFormat.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / validateFormat</p><h1 id="function-validateformat" tabindex="-1">Function: validateFormat() <a class="header-anchor" href="#function-validateformat" aria-label="Permalink to &quot;Function: validateFormat()&quot;">​</a></h1><blockquote><p><strong>validateFormat</strong>(<code>value</code>): <a href="./../interfaces/CodecFormat.html"><code>CodecFormat</code></a></p></blockquote><p>Reads a codec format from parsed JSON; fields that are not part of it are dropped.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="value" tabindex="-1">value <a class="header-anchor" href="#value" aria-label="Permalink to &quot;value&quot;">​</a></h3><p><code>unknown</code></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><a href="./../interfaces/CodecFormat.html"><code>CodecFormat</code></a></p><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p>RangeError or TypeError naming the first field that is missing or outside its range.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/functions/validateFormat.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const validateFormat = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  validateFormat as default
};

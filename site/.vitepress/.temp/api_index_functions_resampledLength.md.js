import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: resampledLength()","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/functions/resampledLength.md","filePath":"api/index/functions/resampledLength.md"}');
const _sfc_main = { name: "api/index/functions/resampledLength.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / resampledLength</p><h1 id="function-resampledlength" tabindex="-1">Function: resampledLength() <a class="header-anchor" href="#function-resampledlength" aria-label="Permalink to &quot;Function: resampledLength()&quot;">​</a></h1><blockquote><p><strong>resampledLength</strong>(<code>samples</code>, <code>inputRateHz</code>, <code>outputRateHz</code>): <code>number</code></p></blockquote><p>Output samples per channel for <code>samples</code> input samples: the number of instants k · input/output, k ≥ 0, before the end of the input, which is ⌈samples · output / input⌉. Exact for every safe integer.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="samples" tabindex="-1">samples <a class="header-anchor" href="#samples" aria-label="Permalink to &quot;samples&quot;">​</a></h3><p><code>number</code></p><h3 id="inputratehz" tabindex="-1">inputRateHz <a class="header-anchor" href="#inputratehz" aria-label="Permalink to &quot;inputRateHz&quot;">​</a></h3><p><code>number</code></p><h3 id="outputratehz" tabindex="-1">outputRateHz <a class="header-anchor" href="#outputratehz" aria-label="Permalink to &quot;outputRateHz&quot;">​</a></h3><p><code>number</code></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>number</code></p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/functions/resampledLength.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const resampledLength = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  resampledLength as default
};

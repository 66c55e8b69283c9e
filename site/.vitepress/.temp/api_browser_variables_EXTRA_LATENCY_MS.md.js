import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: EXTRA_LATENCY_MS","description":"","frontmatter":{},"headers":[],"relativePath":"api/browser/variables/EXTRA_LATENCY_MS.md","filePath":"api/browser/variables/EXTRA_LATENCY_MS.md"}');
const _sfc_main = { name: "api/browser/variables/EXTRA_LATENCY_MS.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">browser</a> / EXTRA_LATENCY_MS</p><h1 id="variable-extra-latency-ms" tabindex="-1">Variable: EXTRA_LATENCY_MS <a class="header-anchor" href="#variable-extra-latency-ms" aria-label="Permalink to &quot;Variable: EXTRA\\_LATENCY\\_MS&quot;">​</a></h1><blockquote><p><code>const</code> <strong>EXTRA_LATENCY_MS</strong>: readonly [<code>-1000</code>, <code>1000</code>]</p></blockquote><p>Range of SyncedOutputOptions.extraLatencyMs.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/browser/variables/EXTRA_LATENCY_MS.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const EXTRA_LATENCY_MS = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  EXTRA_LATENCY_MS as default
};

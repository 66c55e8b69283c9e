import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: CONTROL_LIMIT_BYTES","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/variables/CONTROL_LIMIT_BYTES.md","filePath":"api/index/variables/CONTROL_LIMIT_BYTES.md"}');
const _sfc_main = { name: "api/index/variables/CONTROL_LIMIT_BYTES.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / CONTROL_LIMIT_BYTES</p><h1 id="variable-control-limit-bytes" tabindex="-1">Variable: CONTROL_LIMIT_BYTES <a class="header-anchor" href="#variable-control-limit-bytes" aria-label="Permalink to &quot;Variable: CONTROL\\_LIMIT\\_BYTES&quot;">​</a></h1><blockquote><p><code>const</code> <strong>CONTROL_LIMIT_BYTES</strong>: <code>8192</code> = <code>8192</code></p></blockquote><p>Longest control message, in bytes of its JSON as UTF-8.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/variables/CONTROL_LIMIT_BYTES.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const CONTROL_LIMIT_BYTES = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  CONTROL_LIMIT_BYTES as default
};

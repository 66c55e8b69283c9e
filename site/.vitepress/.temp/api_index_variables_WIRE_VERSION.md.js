import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: WIRE_VERSION","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/variables/WIRE_VERSION.md","filePath":"api/index/variables/WIRE_VERSION.md"}');
const _sfc_main = { name: "api/index/variables/WIRE_VERSION.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / WIRE_VERSION</p><h1 id="variable-wire-version" tabindex="-1">Variable: WIRE_VERSION <a class="header-anchor" href="#variable-wire-version" aria-label="Permalink to &quot;Variable: WIRE\\_VERSION&quot;">​</a></h1><blockquote><p><code>const</code> <strong>WIRE_VERSION</strong>: <code>1</code> = <code>1</code></p></blockquote><p>Version of the wire format that this build writes and reads.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/variables/WIRE_VERSION.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const WIRE_VERSION = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  WIRE_VERSION as default
};

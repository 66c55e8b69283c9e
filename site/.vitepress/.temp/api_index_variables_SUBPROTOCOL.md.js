import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: SUBPROTOCOL","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/variables/SUBPROTOCOL.md","filePath":"api/index/variables/SUBPROTOCOL.md"}');
const _sfc_main = { name: "api/index/variables/SUBPROTOCOL.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / SUBPROTOCOL</p><h1 id="variable-subprotocol" tabindex="-1">Variable: SUBPROTOCOL <a class="header-anchor" href="#variable-subprotocol" aria-label="Permalink to &quot;Variable: SUBPROTOCOL&quot;">​</a></h1><blockquote><p><code>const</code> <strong>SUBPROTOCOL</strong>: <code>&quot;latentcast.v1&quot;</code> = <code>&quot;latentcast.v1&quot;</code></p></blockquote><p>Name and version of the WebSocket subprotocol.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/variables/SUBPROTOCOL.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const SUBPROTOCOL = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  SUBPROTOCOL as default
};

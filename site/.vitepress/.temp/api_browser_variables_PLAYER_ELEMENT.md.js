import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: PLAYER_ELEMENT","description":"","frontmatter":{},"headers":[],"relativePath":"api/browser/variables/PLAYER_ELEMENT.md","filePath":"api/browser/variables/PLAYER_ELEMENT.md"}');
const _sfc_main = { name: "api/browser/variables/PLAYER_ELEMENT.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">browser</a> / PLAYER_ELEMENT</p><h1 id="variable-player-element" tabindex="-1">Variable: PLAYER_ELEMENT <a class="header-anchor" href="#variable-player-element" aria-label="Permalink to &quot;Variable: PLAYER\\_ELEMENT&quot;">​</a></h1><blockquote><p><code>const</code> <strong>PLAYER_ELEMENT</strong>: <code>&quot;latentcast-player&quot;</code> = <code>&quot;latentcast-player&quot;</code></p></blockquote><p>Name of the element unless another is chosen.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/browser/variables/PLAYER_ELEMENT.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const PLAYER_ELEMENT = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  PLAYER_ELEMENT as default
};

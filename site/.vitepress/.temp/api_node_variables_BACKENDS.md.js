import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: BACKENDS","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/variables/BACKENDS.md","filePath":"api/node/variables/BACKENDS.md"}');
const _sfc_main = { name: "api/node/variables/BACKENDS.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / BACKENDS</p><h1 id="variable-backends" tabindex="-1">Variable: BACKENDS <a class="header-anchor" href="#variable-backends" aria-label="Permalink to &quot;Variable: BACKENDS&quot;">​</a></h1><blockquote><p><code>const</code> <strong>BACKENDS</strong>: readonly <a href="./../interfaces/NodeAudioBackend.html"><code>NodeAudioBackend</code></a>[]</p></blockquote><p>In the order in which they are tried: those that report what has been played first.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/variables/BACKENDS.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const BACKENDS = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  BACKENDS as default
};

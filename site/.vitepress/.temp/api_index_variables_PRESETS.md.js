import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: PRESETS","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/variables/PRESETS.md","filePath":"api/index/variables/PRESETS.md"}');
const _sfc_main = { name: "api/index/variables/PRESETS.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / PRESETS</p><h1 id="variable-presets" tabindex="-1">Variable: PRESETS <a class="header-anchor" href="#variable-presets" aria-label="Permalink to &quot;Variable: PRESETS&quot;">​</a></h1><blockquote><p><code>const</code> <strong>PRESETS</strong>: <code>object</code></p></blockquote><p>Latent frames per packet. TCP, IP and WebSocket headers cost 42 bytes or more per packet: more frames per packet mean fewer bytes on the wire and more delay (table in docs/wire-format.md).</p><h2 id="type-declaration" tabindex="-1">Type Declaration <a class="header-anchor" href="#type-declaration" aria-label="Permalink to &quot;Type Declaration&quot;">​</a></h2><h3 id="live" tabindex="-1">live <a class="header-anchor" href="#live" aria-label="Permalink to &quot;live&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>live</strong>: <code>4</code></p></blockquote><h3 id="normal" tabindex="-1">normal <a class="header-anchor" href="#normal" aria-label="Permalink to &quot;normal&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>normal</strong>: <code>12</code></p></blockquote><h3 id="radio" tabindex="-1">radio <a class="header-anchor" href="#radio" aria-label="Permalink to &quot;radio&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>radio</strong>: <code>22</code></p></blockquote></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/variables/PRESETS.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const PRESETS = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  PRESETS as default
};

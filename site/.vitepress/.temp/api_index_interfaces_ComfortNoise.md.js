import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: ComfortNoise","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/interfaces/ComfortNoise.md","filePath":"api/index/interfaces/ComfortNoise.md"}');
const _sfc_main = { name: "api/index/interfaces/ComfortNoise.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / ComfortNoise</p><h1 id="interface-comfortnoise" tabindex="-1">Interface: ComfortNoise <a class="header-anchor" href="#interface-comfortnoise" aria-label="Permalink to &quot;Interface: ComfortNoise&quot;">​</a></h1><p>Background noise of a silent stretch, as a silence packet carries it: a level and a coarse spectrum, after RFC 3389 (comfort noise payload), with the level in half decibels.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="level" tabindex="-1">level <a class="header-anchor" href="#level" aria-label="Permalink to &quot;level&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>level</strong>: <code>number</code></p></blockquote><p>RMS in half decibels below full scale, 0..254; 255 is digital silence.</p><hr><h3 id="reflection" tabindex="-1">reflection <a class="header-anchor" href="#reflection" aria-label="Permalink to &quot;reflection&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>reflection</strong>: readonly <code>number</code>[]</p></blockquote><p>Reflection coefficients of an all-pole filter, at most 16, each coded as n = 0..254: k = 258 · (n − 127) / 32768. An empty list is white noise.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/interfaces/ComfortNoise.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ComfortNoise = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ComfortNoise as default
};

import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: Level","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/interfaces/Level.md","filePath":"api/index/interfaces/Level.md"}');
const _sfc_main = { name: "api/index/interfaces/Level.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / Level</p><h1 id="interface-level" tabindex="-1">Interface: Level <a class="header-anchor" href="#interface-level" aria-label="Permalink to &quot;Interface: Level&quot;">​</a></h1><p>One measurement of a <a href="./../classes/LevelMeter.html">LevelMeter</a>, over all channels since the measurement before it.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="isclipped" tabindex="-1">isClipped <a class="header-anchor" href="#isclipped" aria-label="Permalink to &quot;isClipped&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>isClipped</strong>: <code>boolean</code></p></blockquote><p>Whether a sample since the last snapshot was at full scale or above.</p><hr><h3 id="peakdb" tabindex="-1">peakDb <a class="header-anchor" href="#peakdb" aria-label="Permalink to &quot;peakDb&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>peakDb</strong>: <code>number</code></p></blockquote><p>Largest absolute sample since the last snapshot, in dB below full scale; −Infinity for silence.</p><hr><h3 id="rmsdb" tabindex="-1">rmsDb <a class="header-anchor" href="#rmsdb" aria-label="Permalink to &quot;rmsDb&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>rmsDb</strong>: <code>number</code></p></blockquote><p>Root mean square since the last snapshot, in dB below the RMS of a full-scale square wave.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/interfaces/Level.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const Level = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  Level as default
};

import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Class: LevelMeter","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/classes/LevelMeter.md","filePath":"api/index/classes/LevelMeter.md"}');
const _sfc_main = { name: "api/index/classes/LevelMeter.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / LevelMeter</p><h1 id="class-levelmeter" tabindex="-1">Class: LevelMeter <a class="header-anchor" href="#class-levelmeter" aria-label="Permalink to &quot;Class: LevelMeter&quot;">​</a></h1><p>Peak, RMS and clipping of all samples added since the last snapshot, all channels together.</p><h2 id="constructors" tabindex="-1">Constructors <a class="header-anchor" href="#constructors" aria-label="Permalink to &quot;Constructors&quot;">​</a></h2><h3 id="constructor" tabindex="-1">Constructor <a class="header-anchor" href="#constructor" aria-label="Permalink to &quot;Constructor&quot;">​</a></h3><blockquote><p><strong>new LevelMeter</strong>(): <code>LevelMeter</code></p></blockquote><h4 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h4><p><code>LevelMeter</code></p><h2 id="methods" tabindex="-1">Methods <a class="header-anchor" href="#methods" aria-label="Permalink to &quot;Methods&quot;">​</a></h2><h3 id="add" tabindex="-1">add() <a class="header-anchor" href="#add" aria-label="Permalink to &quot;add()&quot;">​</a></h3><blockquote><p><strong>add</strong>(<code>pcm</code>): <code>void</code></p></blockquote><p>Counts samples, interleaved, −1..1.</p><h4 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h4><h5 id="pcm" tabindex="-1">pcm <a class="header-anchor" href="#pcm" aria-label="Permalink to &quot;pcm&quot;">​</a></h5><p><code>Float32Array</code></p><h4 id="returns-1" tabindex="-1">Returns <a class="header-anchor" href="#returns-1" aria-label="Permalink to &quot;Returns&quot;">​</a></h4><p><code>void</code></p><hr><h3 id="snapshot" tabindex="-1">snapshot() <a class="header-anchor" href="#snapshot" aria-label="Permalink to &quot;snapshot()&quot;">​</a></h3><blockquote><p><strong>snapshot</strong>(): <a href="./../interfaces/Level.html"><code>Level</code></a></p></blockquote><p>The level since the last snapshot; the measurement starts again.</p><h4 id="returns-2" tabindex="-1">Returns <a class="header-anchor" href="#returns-2" aria-label="Permalink to &quot;Returns&quot;">​</a></h4><p><a href="./../interfaces/Level.html"><code>Level</code></a></p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/classes/LevelMeter.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const LevelMeter = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  LevelMeter as default
};

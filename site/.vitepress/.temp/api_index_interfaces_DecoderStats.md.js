import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: DecoderStats","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/interfaces/DecoderStats.md","filePath":"api/index/interfaces/DecoderStats.md"}');
const _sfc_main = { name: "api/index/interfaces/DecoderStats.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / DecoderStats</p><h1 id="interface-decoderstats" tabindex="-1">Interface: DecoderStats <a class="header-anchor" href="#interface-decoderstats" aria-label="Permalink to &quot;Interface: DecoderStats&quot;">​</a></h1><p>Counters since the decoder was made; plain JSON.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="frames" tabindex="-1">frames <a class="header-anchor" href="#frames" aria-label="Permalink to &quot;frames&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>frames</strong>: <code>number</code></p></blockquote><hr><h3 id="lostframes" tabindex="-1">lostFrames <a class="header-anchor" href="#lostframes" aria-label="Permalink to &quot;lostFrames&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>lostFrames</strong>: <code>number</code></p></blockquote><hr><h3 id="modelms" tabindex="-1">modelMs <a class="header-anchor" href="#modelms" aria-label="Permalink to &quot;modelMs&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>modelMs</strong>: <code>number</code></p></blockquote><p>Time spent in the model, in ms: as the model states it, or by the constructor&#39;s clock <code>now</code>.</p><hr><h3 id="restarts" tabindex="-1">restarts <a class="header-anchor" href="#restarts" aria-label="Permalink to &quot;restarts&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>restarts</strong>: <code>number</code></p></blockquote><hr><h3 id="silentframes" tabindex="-1">silentFrames <a class="header-anchor" href="#silentframes" aria-label="Permalink to &quot;silentFrames&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>silentFrames</strong>: <code>number</code></p></blockquote><p>Frames that the source did not send because they are silent.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/interfaces/DecoderStats.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const DecoderStats = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  DecoderStats as default
};

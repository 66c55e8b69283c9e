import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: ModelSpeed","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/interfaces/ModelSpeed.md","filePath":"api/index/interfaces/ModelSpeed.md"}');
const _sfc_main = { name: "api/index/interfaces/ModelSpeed.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / ModelSpeed</p><h1 id="interface-modelspeed" tabindex="-1">Interface: ModelSpeed <a class="header-anchor" href="#interface-modelspeed" aria-label="Permalink to &quot;Interface: ModelSpeed&quot;">​</a></h1><p>How fast a machine encodes or decodes one packet of a stream.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="contextframes" tabindex="-1">contextFrames <a class="header-anchor" href="#contextframes" aria-label="Permalink to &quot;contextFrames&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>contextFrames</strong>: <code>number</code></p></blockquote><hr><h3 id="direction" tabindex="-1">direction <a class="header-anchor" href="#direction" aria-label="Permalink to &quot;direction&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>direction</strong>: <a href="./../type-aliases/Direction.html"><code>Direction</code></a></p></blockquote><hr><h3 id="modelid" tabindex="-1">modelId <a class="header-anchor" href="#modelid" aria-label="Permalink to &quot;modelId&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>modelId</strong>: <code>string</code></p></blockquote><hr><h3 id="newframes" tabindex="-1">newFrames <a class="header-anchor" href="#newframes" aria-label="Permalink to &quot;newFrames&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>newFrames</strong>: <code>number</code></p></blockquote><p>Frames of one call: those of the packet, and those that are computed again with it as context; 0 with a state.</p><hr><h3 id="realtimefactor" tabindex="-1">realTimeFactor <a class="header-anchor" href="#realtimefactor" aria-label="Permalink to &quot;realTimeFactor&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>realTimeFactor</strong>: <code>number</code></p></blockquote><p>Time spent for time of audio; above 1 is too slow for a stream.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/interfaces/ModelSpeed.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ModelSpeed = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ModelSpeed as default
};

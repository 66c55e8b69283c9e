import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: PlayedInfo","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/interfaces/PlayedInfo.md","filePath":"api/index/interfaces/PlayedInfo.md"}');
const _sfc_main = { name: "api/index/interfaces/PlayedInfo.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / PlayedInfo</p><h1 id="interface-playedinfo" tabindex="-1">Interface: PlayedInfo <a class="header-anchor" href="#interface-playedinfo" aria-label="Permalink to &quot;Interface: PlayedInfo&quot;">​</a></h1><p>Which frames a written block belongs to.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="firstframe" tabindex="-1">firstFrame <a class="header-anchor" href="#firstframe" aria-label="Permalink to &quot;firstFrame&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>firstFrame</strong>: <code>number</code></p></blockquote><p>Absolute index of the first frame.</p><hr><h3 id="frames" tabindex="-1">frames <a class="header-anchor" href="#frames" aria-label="Permalink to &quot;frames&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>frames</strong>: <code>number</code></p></blockquote><p>0 for what the decoder held back at the end of a stream.</p><hr><h3 id="islost" tabindex="-1">isLost <a class="header-anchor" href="#islost" aria-label="Permalink to &quot;isLost&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>isLost</strong>: <code>boolean</code></p></blockquote><p>Whether the frames never arrived: the audio conceals them.</p><hr><h3 id="silence" tabindex="-1">silence? <a class="header-anchor" href="#silence" aria-label="Permalink to &quot;silence?&quot;">​</a></h3><blockquote><p><code>readonly</code> <code>optional</code> <strong>silence?</strong>: <code>Pick</code>&lt;<a href="./SilentBlock.html"><code>SilentBlock</code></a>, <code>&quot;noise&quot;</code> | <code>&quot;continues&quot;</code>&gt;</p></blockquote><p>Set where the source left the frames out: comfort noise, and whether more of it is to come.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/interfaces/PlayedInfo.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const PlayedInfo = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  PlayedInfo as default
};

import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: PlayerStats","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/interfaces/PlayerStats.md","filePath":"api/index/interfaces/PlayerStats.md"}');
const _sfc_main = { name: "api/index/interfaces/PlayerStats.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / PlayerStats</p><h1 id="interface-playerstats" tabindex="-1">Interface: PlayerStats <a class="header-anchor" href="#interface-playerstats" aria-label="Permalink to &quot;Interface: PlayerStats&quot;">​</a></h1><p>Counters since the player was made; plain JSON.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="decoder" tabindex="-1">decoder <a class="header-anchor" href="#decoder" aria-label="Permalink to &quot;decoder&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>decoder</strong>: <a href="./DecoderStats.html"><code>DecoderStats</code></a></p></blockquote><hr><h3 id="jitter" tabindex="-1">jitter <a class="header-anchor" href="#jitter" aria-label="Permalink to &quot;jitter&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>jitter</strong>: <a href="./JitterStats.html"><code>JitterStats</code></a></p></blockquote><hr><h3 id="samples" tabindex="-1">samples <a class="header-anchor" href="#samples" aria-label="Permalink to &quot;samples&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>samples</strong>: <code>number</code></p></blockquote><p>Samples per channel written, at the output rate.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/interfaces/PlayerStats.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const PlayerStats = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  PlayerStats as default
};

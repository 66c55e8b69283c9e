import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: ListenerStats","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/interfaces/ListenerStats.md","filePath":"api/index/interfaces/ListenerStats.md"}');
const _sfc_main = { name: "api/index/interfaces/ListenerStats.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / ListenerStats</p><h1 id="interface-listenerstats" tabindex="-1">Interface: ListenerStats <a class="header-anchor" href="#interface-listenerstats" aria-label="Permalink to &quot;Interface: ListenerStats&quot;">​</a></h1><p>Counters of a listener; plain JSON.</p><h2 id="extended-by" tabindex="-1">Extended by <a class="header-anchor" href="#extended-by" aria-label="Permalink to &quot;Extended by&quot;">​</a></h2><ul><li><a href="./../../node/interfaces/PlaybackStats.html"><code>PlaybackStats</code></a></li></ul><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="player" tabindex="-1">player <a class="header-anchor" href="#player" aria-label="Permalink to &quot;player&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>player</strong>: <a href="./PlayerStats.html"><code>PlayerStats</code></a></p></blockquote><p>Of what was decoded and written.</p><hr><h3 id="stream" tabindex="-1">stream <a class="header-anchor" href="#stream" aria-label="Permalink to &quot;stream&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>stream</strong>: <a href="./StreamStatsSnapshot.html"><code>StreamStatsSnapshot</code></a></p></blockquote><p>Of what has arrived.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/interfaces/ListenerStats.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const ListenerStats = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  ListenerStats as default
};

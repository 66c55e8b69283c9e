import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: NowPlaying","description":"","frontmatter":{},"headers":[],"relativePath":"api/browser/interfaces/NowPlaying.md","filePath":"api/browser/interfaces/NowPlaying.md"}');
const _sfc_main = { name: "api/browser/interfaces/NowPlaying.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">browser</a> / NowPlaying</p><h1 id="interface-nowplaying" tabindex="-1">Interface: NowPlaying <a class="header-anchor" href="#interface-nowplaying" aria-label="Permalink to &quot;Interface: NowPlaying&quot;">​</a></h1><p>What a session plays at a moment.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="durationms" tabindex="-1">durationMs <a class="header-anchor" href="#durationms" aria-label="Permalink to &quot;durationMs&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>durationMs</strong>: <code>number</code> | <code>null</code></p></blockquote><p>Of the whole track; null for a microphone and the like.</p><hr><h3 id="ishostaway" tabindex="-1">isHostAway <a class="header-anchor" href="#ishostaway" aria-label="Permalink to &quot;isHostAway&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>isHostAway</strong>: <code>boolean</code></p></blockquote><p>Whether the host is away and another peer keeps its place.</p><hr><h3 id="isplaying" tabindex="-1">isPlaying <a class="header-anchor" href="#isplaying" aria-label="Permalink to &quot;isPlaying&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>isPlaying</strong>: <code>boolean</code></p></blockquote><hr><h3 id="maycontrol" tabindex="-1">mayControl <a class="header-anchor" href="#maycontrol" aria-label="Permalink to &quot;mayControl&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>mayControl</strong>: <code>boolean</code></p></blockquote><p>Whether this peer may pause, seek and go to the next track.</p><hr><h3 id="positionms" tabindex="-1">positionMs <a class="header-anchor" href="#positionms" aria-label="Permalink to &quot;positionMs&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>positionMs</strong>: <code>number</code> | <code>null</code></p></blockquote><p>Position in the track; null where it is not known.</p><hr><h3 id="title" tabindex="-1">title <a class="header-anchor" href="#title" aria-label="Permalink to &quot;title&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>title</strong>: <code>string</code></p></blockquote><p>Empty for none.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/browser/interfaces/NowPlaying.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const NowPlaying = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  NowPlaying as default
};

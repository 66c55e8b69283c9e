import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: MicrophoneBroadcast","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/interfaces/MicrophoneBroadcast.md","filePath":"api/node/interfaces/MicrophoneBroadcast.md"}');
const _sfc_main = { name: "api/node/interfaces/MicrophoneBroadcast.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / MicrophoneBroadcast</p><h1 id="interface-microphonebroadcast" tabindex="-1">Interface: MicrophoneBroadcast <a class="header-anchor" href="#interface-microphonebroadcast" aria-label="Permalink to &quot;Interface: MicrophoneBroadcast&quot;">​</a></h1><p>A microphone on the air.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="done" tabindex="-1">done <a class="header-anchor" href="#done" aria-label="Permalink to &quot;done&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>done</strong>: <code>Promise</code>&lt;<a href="./MicrophoneResult.html"><code>MicrophoneResult</code></a>&gt;</p></blockquote><p>Resolves when it was closed or aborted and the relay has all of it.</p><h2 id="methods" tabindex="-1">Methods <a class="header-anchor" href="#methods" aria-label="Permalink to &quot;Methods&quot;">​</a></h2><h3 id="close" tabindex="-1">close() <a class="header-anchor" href="#close" aria-label="Permalink to &quot;close()&quot;">​</a></h3><blockquote><p><strong>close</strong>(): <code>Promise</code>&lt;<code>void</code>&gt;</p></blockquote><p>Ends the stream in order: what was captured is sent. May be called twice.</p><h4 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h4><p><code>Promise</code>&lt;<code>void</code>&gt;</p><hr><h3 id="level" tabindex="-1">level() <a class="header-anchor" href="#level" aria-label="Permalink to &quot;level()&quot;">​</a></h3><blockquote><p><strong>level</strong>(): <a href="./../../index/interfaces/Level.html"><code>Level</code></a></p></blockquote><p>Peak, RMS and clipping of what was captured since the last call.</p><h4 id="returns-1" tabindex="-1">Returns <a class="header-anchor" href="#returns-1" aria-label="Permalink to &quot;Returns&quot;">​</a></h4><p><a href="./../../index/interfaces/Level.html"><code>Level</code></a></p><hr><h3 id="stats" tabindex="-1">stats() <a class="header-anchor" href="#stats" aria-label="Permalink to &quot;stats()&quot;">​</a></h3><blockquote><p><strong>stats</strong>(): <a href="./MicrophoneStats.html"><code>MicrophoneStats</code></a></p></blockquote><p>What has been captured, encoded and sent since the start.</p><h4 id="returns-2" tabindex="-1">Returns <a class="header-anchor" href="#returns-2" aria-label="Permalink to &quot;Returns&quot;">​</a></h4><p><a href="./MicrophoneStats.html"><code>MicrophoneStats</code></a></p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/interfaces/MicrophoneBroadcast.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const MicrophoneBroadcast = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  MicrophoneBroadcast as default
};

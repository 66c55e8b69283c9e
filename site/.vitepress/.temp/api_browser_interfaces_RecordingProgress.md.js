import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: RecordingProgress","description":"","frontmatter":{},"headers":[],"relativePath":"api/browser/interfaces/RecordingProgress.md","filePath":"api/browser/interfaces/RecordingProgress.md"}');
const _sfc_main = { name: "api/browser/interfaces/RecordingProgress.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">browser</a> / RecordingProgress</p><h1 id="interface-recordingprogress" tabindex="-1">Interface: RecordingProgress <a class="header-anchor" href="#interface-recordingprogress" aria-label="Permalink to &quot;Interface: RecordingProgress&quot;">​</a></h1><p>How far a recording has been played.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="bufferms" tabindex="-1">bufferMs <a class="header-anchor" href="#bufferms" aria-label="Permalink to &quot;bufferMs&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>bufferMs</strong>: <code>number</code></p></blockquote><p>Audio that was decoded and not yet played.</p><hr><h3 id="durationseconds" tabindex="-1">durationSeconds <a class="header-anchor" href="#durationseconds" aria-label="Permalink to &quot;durationSeconds&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>durationSeconds</strong>: <code>number</code></p></blockquote><p>Of the recording as far as it is known; grows while it is being recorded.</p><hr><h3 id="positionseconds" tabindex="-1">positionSeconds <a class="header-anchor" href="#positionseconds" aria-label="Permalink to &quot;positionSeconds&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>positionSeconds</strong>: <code>number</code></p></blockquote><p>What is heard now, in seconds from the start.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/browser/interfaces/RecordingProgress.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const RecordingProgress = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  RecordingProgress as default
};

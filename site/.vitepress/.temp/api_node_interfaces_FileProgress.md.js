import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: FileProgress","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/interfaces/FileProgress.md","filePath":"api/node/interfaces/FileProgress.md"}');
const _sfc_main = { name: "api/node/interfaces/FileProgress.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / FileProgress</p><h1 id="interface-fileprogress" tabindex="-1">Interface: FileProgress <a class="header-anchor" href="#interface-fileprogress" aria-label="Permalink to &quot;Interface: FileProgress&quot;">​</a></h1><p>How far a file is encoded or decoded.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="frames" tabindex="-1">frames <a class="header-anchor" href="#frames" aria-label="Permalink to &quot;frames&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>frames</strong>: <code>number</code></p></blockquote><p>Latent frames done.</p><hr><h3 id="totalframes" tabindex="-1">totalFrames <a class="header-anchor" href="#totalframes" aria-label="Permalink to &quot;totalFrames&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>totalFrames</strong>: <code>number</code> | <code>undefined</code></p></blockquote><p>Latent frames of the whole file, where known.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/interfaces/FileProgress.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const FileProgress = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  FileProgress as default
};

import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: AudioDevice","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/interfaces/AudioDevice.md","filePath":"api/index/interfaces/AudioDevice.md"}');
const _sfc_main = { name: "api/index/interfaces/AudioDevice.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / AudioDevice</p><h1 id="interface-audiodevice" tabindex="-1">Interface: AudioDevice <a class="header-anchor" href="#interface-audiodevice" aria-label="Permalink to &quot;Interface: AudioDevice&quot;">​</a></h1><p>A microphone or a loudspeaker.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="direction" tabindex="-1">direction <a class="header-anchor" href="#direction" aria-label="Permalink to &quot;direction&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>direction</strong>: <code>&quot;output&quot;</code> | <code>&quot;input&quot;</code></p></blockquote><hr><h3 id="id" tabindex="-1">id <a class="header-anchor" href="#id" aria-label="Permalink to &quot;id&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>id</strong>: <code>string</code></p></blockquote><hr><h3 id="isdefault" tabindex="-1">isDefault <a class="header-anchor" href="#isdefault" aria-label="Permalink to &quot;isDefault&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>isDefault</strong>: <code>boolean</code></p></blockquote><hr><h3 id="name" tabindex="-1">name <a class="header-anchor" href="#name" aria-label="Permalink to &quot;name&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>name</strong>: <code>string</code></p></blockquote></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/interfaces/AudioDevice.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const AudioDevice = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  AudioDevice as default
};
